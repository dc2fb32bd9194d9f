import fs from 'node:fs';
import { diskProblem, requireSpace } from '../../../local/cloud/disk';

const paths = { folder: '/no/such/folder' };
const MB = 2 ** 20;

/** Makes every disk look like this. */
function pretend({ bytes = 10_000 * MB, files = 1_000_000, freeFiles = 500_000 }): void {
  const disk = { bavail: bytes / 4096, bsize: 4096, files, ffree: freeFiles } as fs.StatsFs;
  jest.spyOn(fs, 'statfsSync').mockReturnValue(disk as never);
}
afterEach(() => jest.restoreAllMocks());

test('a disk with 200 MB is no problem, and the shortage of anything is told', () => {
  pretend({ bytes: 200 * MB });
  const said: string[] = [];
  requireSpace(paths, message => said.push(message));
  expect(diskProblem(paths)).toBeUndefined();
  expect(said).toEqual(['200 MB are free on the disk of the state folder: the demo may need 1 GB']);
});

test.each([
  ['bytes', { bytes: 199.9 * MB }, '200 MB', '199 MB'],
  ['files', { freeFiles: 999 }, 'room for 1000 files', 'for 999'],
])('fails when too few %s are free', (_what, disk, needed, got) => {
  pretend(disk);
  expect(diskProblem(paths)).toBe(
    `the disk of state folder /no/such/folder is nearly full: ${needed} must be free, got ${got}`,
  );
  expect(() => requireSpace(paths)).toThrow(
    `laptop cloud: the disk of state folder /no/such/folder must have ${needed} free, got ${got}; free some disk space`,
  );
});

test('a file system that does not count files is never out of them', () => {
  pretend({ files: 0, freeFiles: 0 });
  expect(diskProblem(paths)).toBeUndefined();
});
