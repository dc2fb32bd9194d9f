import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { WrongUse } from '../../../cli/errors';
import { requireFiles, walkFiles } from '../../../cli/ingestion/walk-files';
import { temporaryFolder } from './temporary-folder';

const relatives = async (...paths: string[]) => (await walkFiles(paths)).files.map(({ relative }) => relative);

describe('walking files', () => {
  const outside = temporaryFolder({ 'secret.txt': 'secret' });
  const strange = temporaryFolder();
  const empty = temporaryFolder({ '.only-hidden': '' });
  const folder = temporaryFolder({
    'b.jpg': 'b',
    'a/2.jpg': '2',
    'a/10.jpg': '10',
    '.hidden/x.jpg': 'x',
    '.x': 'x',
    'cafe\u0301.jpg': 'decomposed',
    'caf\u00e9.jpg': 'composed',
  });
  fs.symlinkSync(path.join(outside, 'secret.txt'), path.join(folder, 'outside.txt'));
  fs.symlinkSync('b.jpg', path.join(folder, 'inside.jpg'));
  fs.symlinkSync('nowhere', path.join(folder, 'broken.jpg'));
  fs.symlinkSync('.', path.join(folder, 'cycle'));
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);

  it('finds regular files in byte order and keeps each Unicode form', async () => {
    expect(await relatives(folder)).toEqual([
      'a/10.jpg',
      'a/2.jpg',
      'b.jpg',
      'cafe\u0301.jpg',
      'caf\u00e9.jpg',
      'inside.jpg',
    ]);
  });

  it('skips what is hidden, special, or leads out of the folder, and says so', async () => {
    const { skipped } = await walkFiles([folder]);
    expect(skipped.map(entry => [path.basename(entry.path), entry.why])).toEqual([
      ['.hidden', 'hidden'],
      ['.x', 'hidden'],
      ['broken.jpg', 'broken link'],
      ['cycle', 'link to a folder'],
      ['outside.txt', 'link to outside'],
      ['pipe', 'not a file'],
    ]);
  });

  it('takes a hidden file that was named itself', async () => {
    expect(await relatives(path.join(folder, '.x'))).toEqual(['.x']);
  });

  it('opens a name that is not UTF-8 by its bytes', async () => {
    const name = Buffer.concat([Buffer.from(`${strange}/a`), Buffer.from([0xff])]);
    fs.writeFileSync(name, 'x');
    const { files } = await walkFiles([strange]);
    expect(files).toMatchObject([{ isUtf8: false, sizeBytes: 1 }]);
    expect(fs.readFileSync(files[0]!.location, 'utf8')).toBe('x');
  });

  it('fails for a path that does not exist and for a folder without files', async () => {
    await expect(walkFiles([path.join(folder, 'nope')])).rejects.toThrow(WrongUse);
    const found = await walkFiles([empty]);
    expect(() => requireFiles(found, [empty])).toThrow('must hold at least one file, got none (1 entries skipped)');
  });
});
