import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { examine } from '../../../local/cloud/doctor';
import { makeFolder } from '../../../local/cloud/folder';
import { withLock } from '../../../local/cloud/lock';
import { type CloudPaths, cloudPaths } from '../../../local/cloud/paths';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-folders-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const pathsOf = (state: string): CloudPaths => cloudPaths({ EVERLOOP_STATE: state });
const onLinux = fs.existsSync('/proc/self') ? test : test.skip;

test('a state folder is made with all folders above it, and again without complaint', () => {
  const paths = pathsOf(path.join(folder, 'a', 'b', 'state'));
  makeFolder(paths);
  makeFolder(paths);
  expect(fs.readdirSync(paths.folder)).toEqual(['.made-by-everloop']);
});

describe('a file in the place of the state folder', () => {
  const file = path.join(folder, 'file');
  beforeAll(() => fs.writeFileSync(file, 'mine'));

  test('fails with what to do', () => {
    const message = `state folder ${file} must be writable, got EEXIST; set EVERLOOP_STATE to a folder`;
    expect(() => makeFolder(pathsOf(file))).toThrow(message);
  });

  test('is a finding of the doctor, who still looks at everything else', async () => {
    const findings = await examine(pathsOf(file));
    const finding = findings.find(({ check }) => check === 'state folder');
    expect(finding).toMatchObject({ verdict: 'broken', remedy: expect.stringContaining('set EVERLOOP_STATE') });
    expect(findings.map(({ check }) => check)).toContain('kept state');
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  }, 30_000);
});

onLinux('a folder that lets nobody make entries fails at once', async () => {
  const message = 'state folder /proc/x/y must be writable, got ENOENT; set EVERLOOP_STATE to a folder on a writable';
  expect(() => makeFolder(pathsOf('/proc/x/y'))).toThrow(message);
  await expect(withLock(pathsOf('/proc/x/y'), async () => 'in')).rejects.toThrow('/proc/x/y must be writable');
});

test('the lock needs no block of the disk: it is a link of less than 60 bytes', async () => {
  const paths = pathsOf(path.join(folder, 'locked'));
  await withLock(paths, async () => {
    expect(fs.readlinkSync(paths.lock)).toMatch(new RegExp(`^${process.pid} .{1,50}$`));
    expect(fs.readlinkSync(paths.lock).length).toBeLessThan(60);
  });
  expect(fs.readdirSync(paths.folder)).toEqual([]);
});
