import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { fileInZip, packFiles, unpackInto } from '../../../local/codepipeline/artifacts/zip';
import { scratch } from './scratch';

it('an archive keeps bytes, permissions and links', async () => {
  const [from, to] = [scratch(), scratch()];
  fs.writeFileSync(path.join(from, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  fs.writeFileSync(path.join(from, 'größe.bin'), Buffer.from([0, 255, 10]), { mode: 0o600 });
  fs.symlinkSync('run.sh', path.join(from, 'link'));
  const names = ['run.sh', 'größe.bin', 'link'];
  const archive = await packFiles(names.map(name => ({ name: `d/${name}`, file: path.join(from, name) })));
  await unpackInto(archive, to);
  const mode = (name: string) => (fs.statSync(path.join(to, 'd', name)).mode & 0o777).toString(8);
  expect([mode('run.sh'), mode('größe.bin')]).toEqual(['755', '600']);
  expect(fs.readlinkSync(path.join(to, 'd', 'link'))).toBe('run.sh');
  expect([...fs.readFileSync(path.join(to, 'd', 'größe.bin'))]).toEqual([0, 255, 10]);
  expect([...(fileInZip(archive, './d/run.sh') ?? [])]).toEqual([...Buffer.from('#!/bin/sh\n')]);
  expect(fileInZip(archive, 'run.sh')).toBeUndefined();
});

const link = (target: string) => zipSync({ x: [strToU8(target), { os: 3, attrs: (0o120777 << 16) >>> 0 }] });

it.each([
  ['a name', zipSync({ '../outside': strToU8('x') })],
  ['a link', link('../../outside')],
  ['an absolute link', link('/etc/passwd')],
])('an archive with %s that leads out of the folder is refused', async (_, archive) => {
  const folder = path.join(scratch(), 'in');
  await expect(unpackInto(archive, folder)).rejects.toThrow(/must stay in its folder/);
  expect(fs.existsSync(path.join(folder, '..', 'outside'))).toBe(false);
});

it('what is no archive is refused', async () => {
  await expect(unpackInto(strToU8('hello'), scratch())).rejects.toThrow(/zip/i);
});
