import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const STAND_IN = path.join(__dirname, '..', '..', '..', 'local', 'cloud', 'container-stand-in.cjs');

let folder: string;
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-stand-in-')));
  fs.writeFileSync(path.join(folder, 'Dockerfile'), 'FROM scratch\n');
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function docker(...words: string[]) {
  const env = { PATH: process.env['PATH'], EVERLOOP_IMAGES: path.join(folder, 'images') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [STAND_IN, ...words], {
    cwd: folder,
    env,
    encoding: 'utf8',
    input: 'password',
  });
  return { status, stdout, stderr };
}

test('is executable, as CDK_DOCKER must be', () => {
  fs.accessSync(STAND_IN, fs.constants.X_OK);
});

test('records where a built image has its sources, and finds it again', () => {
  expect(docker('inspect', 'cdkasset-1').status).toBe(1);
  const options = [
    '--build-arg',
    'A=1',
    '--build-arg=B=2',
    '--target',
    'serve',
    '--platform',
    'linux/amd64',
    '--no-cache',
  ];
  expect(docker('build', ...options, '--tag', 'cdkasset-1', '--file', 'Dockerfile', '.').status).toBe(0);
  expect(JSON.parse(docker('inspect', 'cdkasset-1').stdout)).toEqual([
    {
      reference: 'cdkasset-1',
      context: folder,
      dockerfile: path.join(folder, 'Dockerfile'),
      buildArguments: ['A=1', 'B=2'],
      target: 'serve',
      platform: 'linux/amd64',
    },
  ]);
});

test('a tag names the same sources', () => {
  docker('build', '--tag', 'cdkasset-1', '.');
  expect(docker('tag', 'cdkasset-1', 'registry/repository:v1').status).toBe(0);
  expect(JSON.parse(docker('inspect', 'registry/repository:v1').stdout)).toMatchObject([{ context: folder }]);
});

test('references that differ only in punctuation are different images', () => {
  docker('build', '--tag', 'a/b:c', '.');
  expect(docker('inspect', 'a_b_c').status).toBe(1);
});

test('logging in reads the password and succeeds', () => {
  expect(
    docker('--config', 'folder', 'login', '--username', 'AWS', '--password-stdin', 'https://registry').status,
  ).toBe(0);
});

test.each([
  [['build', '--tag', 'x', 'nowhere'], /the Dockerfile must exist, got none at .*nowhere/],
  [['tag', 'absent', 'y'], /image 'absent' must be built before it is tagged/],
  [['push', 'registry/repository:v1'], /must be built before it is pushed/],
  [['run', 'x'], /command must be one of login, .*, got 'run'/],
])('fails for %j', (words, message) => {
  const { status, stderr } = docker(...words);
  expect(status).toBe(1);
  expect(stderr).toMatch(message);
});
