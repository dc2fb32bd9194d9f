import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { clientEnvironment, emulatorEnvironment } from '../../../local/cloud/environment';
import { isLocked, withLock } from '../../../local/cloud/lock';
import { type CloudPaths, cloudPaths } from '../../../local/cloud/paths';
import { choosePort, freePort } from '../../../local/cloud/ports';
import { identify, isRunning, processesMarked } from '../../../local/cloud/processes';
import { readRecord } from '../../../local/cloud/record';
import { isVenvReady } from '../../../local/cloud/venv';
import { waitUntil } from '../../../local/cloud/waiting';

let paths: CloudPaths;
beforeEach(() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-parts-'));
  paths = cloudPaths({ EVERLOOP_STATE: folder, EVERLOOP_VENV: path.join(folder, 'venv') });
});
afterEach(() => fs.rmSync(paths.folder, { recursive: true, force: true }));

test('a process is known by its start time too: another one with its pid is not it', async () => {
  const child = spawn('sleep', ['60']);
  const known = identify(child.pid ?? 0);
  expect(isRunning(known)).toBe(true);
  expect(isRunning({ ...known, startTime: identify(process.pid).startTime })).toBe(false);
  child.kill('SIGKILL');
  expect(await waitUntil(() => !isRunning(known), { withinMs: 5_000 })).toBe(true);
});

test('processes are found by a variable in their environment', async () => {
  const mark = `EVERLOOP_TEST_MARK=${paths.folder}`;
  const child = spawn('sleep', ['60'], { env: { PATH: process.env['PATH'], EVERLOOP_TEST_MARK: paths.folder } });
  expect(await waitUntil(() => processesMarked(mark).includes(child.pid ?? 0), { withinMs: 5_000 })).toBe(true);
  expect(processesMarked(`${mark}x`)).toEqual([]);
  child.kill('SIGKILL');
});

test('the lock lets one in at a time', async () => {
  let [inside, most] = [0, 0];
  const work = () =>
    withLock(paths, async () => {
      most = Math.max(most, ++inside);
      await new Promise(resolve => setTimeout(resolve, 20));
      inside--;
    });
  await Promise.all([work(), work(), work()]);
  expect(most).toBe(1);
  expect(fs.readdirSync(paths.folder)).toEqual([]);
});

test('the lock of a dead process does not bind', async () => {
  fs.symlinkSync(`${process.ppid} of an earlier process`, paths.lock);
  expect(isLocked(paths)).toBe(false);
  expect(await withLock(paths, async () => 'in')).toBe('in');
});

test('the lock of a living process binds', async () => {
  const child = spawn('sleep', ['60']);
  const { pid, startTime } = identify(child.pid ?? 0);
  fs.symlinkSync(`${pid} ${startTime}`, paths.lock);
  expect(isLocked(paths)).toBe(true);
  const waiting = withLock(paths, async () => 'in', { signal: AbortSignal.timeout(500) });
  await expect(waiting).rejects.toThrow();
  child.kill('SIGKILL');
  expect(await withLock(paths, async () => 'in')).toBe('in');
});

test('the lock is given back when the work fails', async () => {
  await expect(withLock(paths, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(fs.readdirSync(paths.folder)).toEqual([]);
});

test('a wanted port is taken when free and refused when not', async () => {
  const port = await freePort();
  expect(await choosePort(paths, port)).toEqual({ port });
  const squatter = net.createServer();
  await new Promise<void>(resolve => squatter.listen(port, '127.0.0.1', () => resolve()));
  await expect(choosePort(paths, port)).rejects.toThrow(`port ${port}, which you asked for, must be free`);
  squatter.close();
});

test('kept state stays on its port', async () => {
  const port = await freePort();
  fs.writeFileSync(paths.port, `${port}\n`);
  expect(await choosePort(paths)).toEqual({ port });
  await expect(choosePort(paths, port + 1)).rejects.toThrow(`--port must be ${port}`);
});

test.each([['nothing'], ['{"version": 1'], ['{"version": 2}'], ['[]']])('a record of %j is none', text => {
  fs.writeFileSync(paths.record, text);
  expect(readRecord(paths)).toBeUndefined();
});

test('a half-made or outdated venv is not ready', () => {
  fs.mkdirSync(path.dirname(paths.python), { recursive: true });
  fs.writeFileSync(paths.python, '');
  expect(isVenvReady(paths)).toBe(false);
  fs.writeFileSync(path.join(paths.venv, 'everloop-requirements.sha256'), 'of other requirements');
  expect(isVenvReady(paths)).toBe(false);
});

test("nothing of the user's AWS accounts or proxies reaches the emulator", () => {
  const kept = { ...process.env };
  Object.assign(process.env, { AWS_PROFILE: 'mine', AWS_SESSION_TOKEN: 't', HTTPS_PROXY: 'p', NODE_OPTIONS: '--x' });
  const variables = emulatorEnvironment(paths, { port: 1, serviceUrl: 'http://127.0.0.1:2', snapshotSeconds: '3' });
  process.env = kept;
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'HTTPS_PROXY', 'NODE_OPTIONS'])
    expect(variables).not.toHaveProperty(name);
  expect(variables).toMatchObject({ BIND_HOST: '127.0.0.1', AUTH: 'true', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' });
});

test('a client gets the endpoint, root credentials and the account of the laptop cloud', () => {
  expect(clientEnvironment(paths, 'http://127.0.0.1:1')).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'test',
    CDK_DEFAULT_ACCOUNT: '000000000000',
    CDK_DEFAULT_REGION: 'us-east-1',
    EVERLOOP_ENVIRONMENT: 'local',
  });
});
