import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { readRecord } from '../../local/cloud/record';
import { waitUntil } from '../../local/cloud/waiting';
import { everloop, TestCloud } from '../support/laptop-cloud';

jest.setTimeout(120_000);

let cloud: TestCloud;
beforeEach(() => {
  cloud = new TestCloud();
});
afterEach(() => cloud.remove());

async function up(): Promise<TestCloud['record']> {
  return cloud.up('--port', String(await freePort()));
}

function s3(endpoint: string): S3Client {
  return new S3Client({ endpoint, region: 'us-east-1', credentials: ROOT_CREDENTIALS });
}

/** The pid of the emulator that answers at `endpoint`, as it says itself. */
async function emulatorBehind(endpoint: string): Promise<string | null> {
  return (await fetch(`${endpoint}/_ministack/ready`)).headers.get('x-everloop-emulator');
}

const nothingRuns = () => waitUntil(() => cloud.processes.length === 0, { withinMs: 20_000 });

/** Starts a child of the emulator's that no pipe tells about its parent's death, like a busy Lambda process. */
async function startStray(): Promise<number> {
  const { emulator } = cloud.record;
  const variables = fs.readFileSync(`/proc/${emulator.pid}/environ`, 'utf8').split('\0').filter(Boolean);
  const env = Object.fromEntries(
    variables.map(text => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]),
  );
  const child = spawn('sleep', ['600'], { env, detached: true, stdio: 'ignore' });
  child.unref();
  await waitUntil(() => cloud.processes.includes(child.pid ?? 0), { withinMs: 5_000 });
  return child.pid ?? 0;
}

const describeOnLinux = fs.existsSync('/proc/self/stat') ? describe : describe.skip;

describe('everloop up', () => {
  test('listens on 127.0.0.1 and on no other address', async () => {
    const { ports } = await up();
    const others = Object.values(os.networkInterfaces()).flatMap(list =>
      (list ?? []).filter(one => !one.internal && one.family === 'IPv4'),
    );
    const isOpen = (host: string, port: number) =>
      new Promise<boolean>(resolve => {
        const socket = net.connect({ host, port, timeout: 2_000 }, () => resolve(true));
        for (const event of ['error', 'timeout']) socket.once(event, () => resolve(false));
        socket.once('connect', () => socket.destroy());
      });
    for (const port of Object.values(ports)) {
      expect(await isOpen('127.0.0.1', port)).toBe(true);
      for (const { address } of others) expect(await isOpen(address, port)).toBe(false);
    }
  });

  test('says so and starts nothing when it is up already', async () => {
    const first = await up();
    const { code, stdout } = await cloud.run('up', '--no-bootstrap', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ alreadyUp: true, emulator: first.emulator, service: first.service });
  });

  test('makes one cloud when called several times at once', async () => {
    const port = String(await freePort());
    const both = await Promise.all([1, 2, 3].map(() => cloud.run('up', '--json', '--port', port)));
    expect(both.map(({ code }) => code)).toEqual([0, 0, 0]);
    const ids = both.map(({ stdout }) => (JSON.parse(stdout) as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
    expect(cloud.processes).toHaveLength(2);
  });

  test('takes another port and says so when the default one is taken', async () => {
    const squatter = net.createServer();
    await new Promise<void>(resolve => {
      squatter.once('error', () => resolve()); // somebody else holds it already: as good
      squatter.listen(4566, '127.0.0.1', () => resolve());
    });
    const { code, stdout, stderr } = await cloud.run('up', '--no-bootstrap', '--json');
    squatter.close();
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { ports: { gateway: number } }).ports.gateway).not.toBe(4566);
    expect(stderr).toContain('port 4566 is taken by another program: using');
  });

  test('makes a cloud for each of two state folders that start at once', async () => {
    const other = new TestCloud();
    try {
      const both = await Promise.all([cloud, other].map(one => one.up()));
      const pids = await Promise.all(both.map(({ endpoint }) => emulatorBehind(endpoint)));
      expect(pids).toEqual(both.map(({ emulator }) => String(emulator.pid)));
    } finally {
      await other.remove();
    }
  });

  test('lets one of two clouds have the port that both were told to take', async () => {
    const port = String(await freePort());
    const other = new TestCloud();
    const both = await Promise.all([cloud, other].map(one => one.run('up', '--no-bootstrap', '--port', port)));
    const areUp = [cloud, other].map(({ processes }) => processes.length > 0);
    await other.remove();
    expect(both.map(({ code }) => code).sort()).toEqual([0, 2]);
    expect(areUp).toEqual(both.map(({ code }) => code === 0));
    expect(both.find(({ code }) => code === 2)?.stderr).toContain(
      `port ${port}, which you asked for, must be free, got a port in use; `,
    );
  });

  test('fails when the port that the kept state was made on is taken', async () => {
    const { ports } = await up();
    await cloud.run('down');
    const squatter = net.createServer();
    await new Promise<void>(resolve => squatter.listen(ports.gateway, '127.0.0.1', () => resolve()));
    const { code, stderr } = await cloud.run('up');
    squatter.close();
    expect(code).toBe(2);
    expect(stderr).toContain(
      `port ${ports.gateway}, which the kept state was made on, must be free, got a port in use; `,
    );
  });

  test('fails naming what to install when there is no Python', async () => {
    const PATH = path.join(cloud.folder, 'no-such-folder');
    const EVERLOOP_VENV = path.join(cloud.folder, 'venv');
    const { code, stderr } = await everloop(['up'], { ...cloud.variables, PATH, EVERLOOP_VENV });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'Python >= 3.11 must be on the PATH, got none; install it (Debian, Ubuntu: apt install python3',
    );
    expect(stderr).not.toContain('    at ');
  });

  test('fails when the state folder cannot be made', async () => {
    const { code, stderr } = await everloop(['up'], { EVERLOOP_STATE: '/dev/null/state' });
    expect(code).toBe(2);
    expect(stderr).toContain(
      'state folder /dev/null/state must be writable, got ENOTDIR; set EVERLOOP_STATE to a folder',
    );
  });

  test.each([
    ['a file', __filename, 'EEXIST'],
    ['in a folder without room for entries', '/proc/everloop/state', 'ENOENT'],
  ])('fails when the state folder is %s', async (_what, EVERLOOP_STATE, reason) => {
    const { code, stderr } = await everloop(['up'], { EVERLOOP_STATE });
    expect(code).toBe(2);
    expect(stderr).toContain(`state folder ${EVERLOOP_STATE} must be writable, got ${reason}; set EVERLOOP_STATE to`);
    expect((await everloop(['status'], { EVERLOOP_STATE })).stdout).toContain('The laptop cloud is down.');
    expect((await everloop(['down', '--purge'], { EVERLOOP_STATE })).stderr).not.toMatch(/^E[A-Z]+:| {4}at /m);
    expect(fs.existsSync(__filename)).toBe(true);
  });

  test("fails on somebody else's folder and leaves it alone", async () => {
    const foreign = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-foreign-'));
    fs.writeFileSync(path.join(foreign, 'thesis.txt'), 'years of work');
    const results = [
      await everloop(['up'], { EVERLOOP_STATE: foreign }),
      await everloop(['down', '--purge'], { EVERLOOP_STATE: foreign }),
    ];
    expect(results.map(({ code }) => code)).toEqual([2, 2]);
    expect(fs.readFileSync(path.join(foreign, 'thesis.txt'), 'utf8')).toBe('years of work');
    fs.rmSync(foreign, { recursive: true });
  });
});

describe('everloop down', () => {
  test('stops everything and keeps the state for the next start', async () => {
    const { endpoint } = await up();
    await s3(endpoint).send(new CreateBucketCommand({ Bucket: 'kept' }));
    expect((await cloud.run('down')).code).toBe(0);
    expect(cloud.processes).toEqual([]);
    const again = await cloud.up();
    expect(again.endpoint).toBe(endpoint);
    await s3(endpoint).send(new HeadBucketCommand({ Bucket: 'kept' }));
  });

  test('deletes the state folder with --purge and says what it deleted', async () => {
    await up();
    const { code, stdout } = await cloud.run('down', '--purge');
    expect(code).toBe(0);
    expect(stdout).toContain(`Deleted ${cloud.paths.state}`);
    expect(stdout).toContain(`Kept ${cloud.paths.venv}: the Python packages, which all state folders`);
    expect(fs.existsSync(cloud.folder)).toBe(false);
  });

  test('is no failure when nothing runs', async () => {
    expect(await cloud.run('down', '--quiet')).toEqual({
      code: 0,
      stdout: 'The laptop cloud was not up.\n',
      stderr: '',
    });
  });
});

describeOnLinux('kill -9', () => {
  test('of the local service stops the emulator, which saves its state', async () => {
    const { endpoint, service } = await up();
    await s3(endpoint).send(new CreateBucketCommand({ Bucket: 'saved' }));
    process.kill(service.pid, 'SIGKILL');
    expect(await nothingRuns()).toBe(true);
    const again = await cloud.up();
    await s3(again.endpoint).send(new HeadBucketCommand({ Bucket: 'saved' }));
  });

  test('of the emulator stops the local service', async () => {
    const { emulator } = await up();
    process.kill(emulator.pid, 'SIGKILL');
    expect(await nothingRuns()).toBe(true);
    expect(fs.existsSync(cloud.paths.record)).toBe(false);
  });

  test('of both leaves nothing running after the next command, whatever it is', async () => {
    const { emulator, service } = await up();
    const stray = await startStray();
    process.kill(service.pid, 'SIGKILL');
    process.kill(emulator.pid, 'SIGKILL');
    expect(cloud.processes).toContain(stray);
    const { stdout } = await cloud.run('status');
    expect(stdout).toContain('The laptop cloud is down');
    expect(cloud.processes).toEqual([]);
  });

  test.each<[string, () => boolean]>([
    ['when its first process runs', () => cloud.processes.length > 0],
    ['when its processes are recorded and not ready', () => readRecord(cloud.paths)?.ready === false],
  ])('of `up` half way, %s, leaves nothing running after the next command', async (_, halfWay) => {
    const entry = path.join(__dirname, '..', '..', 'bin', 'everloop.cjs');
    const env = { ...process.env, ...cloud.variables };
    const starter = spawn(process.execPath, [entry, 'up', '--port', String(await freePort())], {
      env,
      stdio: 'ignore',
    });
    expect(await waitUntil(halfWay, { withinMs: 20_000, everyMs: 5 })).toBe(true);
    // As on a busy machine: the service has not yet noticed that its starter is gone.
    const recorded = readRecord(cloud.paths);
    if (recorded) process.kill(recorded.service.pid, 'SIGSTOP');
    starter.kill('SIGKILL');
    await cloud.run('status');
    expect(cloud.processes).toEqual([]);
    expect((await up()).ready).toBe(true);
  });

  test('of the process that the cloud was started for stops it', async () => {
    const owner = spawn('sleep', ['600'], { stdio: 'ignore' });
    const variables = { ...cloud.variables, EVERLOOP_UNTIL_PID: String(owner.pid) };
    expect((await everloop(['up', '--no-bootstrap', '--port', String(await freePort())], variables)).code).toBe(0);
    expect(cloud.processes).not.toEqual([]);
    owner.kill('SIGKILL');
    expect(await nothingRuns()).toBe(true);
  });

  test('is not needed when somebody deletes the state folder: the cloud of it stops and writes no more', async () => {
    await up();
    fs.rmSync(cloud.folder, { recursive: true, force: true });
    expect(await nothingRuns()).toBe(true);
    expect(fs.existsSync(path.join(cloud.folder, 'state'))).toBe(false);
  });

  test("never ends a process that was given a dead one's pid", async () => {
    const record = await up();
    const innocent = spawn('sleep', ['600'], { stdio: 'ignore' });
    await cloud.run('down');
    const claimed = { pid: innocent.pid ?? 0, startTime: 'another' };
    fs.writeFileSync(cloud.paths.record, JSON.stringify({ ...record, emulator: claimed, service: claimed }));
    expect((await cloud.run('status')).stdout).toContain('down');
    expect((await cloud.run('down')).code).toBe(0);
    expect(innocent.exitCode ?? innocent.signalCode).toBeNull();
    innocent.kill();
  });
});

describe('Ctrl-C', () => {
  test('during `up` stops what it started and ends with 130', async () => {
    const entry = path.join(__dirname, '..', '..', 'bin', 'everloop.cjs');
    const env = { ...process.env, ...cloud.variables };
    const starter = spawn(process.execPath, [entry, 'up', '--port', String(await freePort())], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = new Promise<number | null>(resolve => starter.once('exit', resolve));
    let stderr = '';
    starter.stderr.on('data', text => {
      stderr += text;
    });
    expect(await waitUntil(() => cloud.processes.length > 0, { withinMs: 20_000, everyMs: 5 })).toBe(true);
    starter.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stderr).toContain('stopped by Ctrl-C');
    expect(cloud.processes).toEqual([]);
  });
});
