import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { requireSpace } from './disk';
import { removeContainers, requireDocker } from './docker';
import { STATE_VARIABLE } from './environment';
import { BrokenEnvironment } from './errors';
import { makeFolder, prepareFolder } from './folder';
import { KEEP } from './keep';
import { withLock } from './lock';
import type { CloudPaths } from './paths';
import { choosePort, isPortFree } from './ports';
import { endAll, runningCloud } from './reap';
import { type CloudRecord, readRecord } from './record';
import { ensureVenv } from './venv';
import { answers, waitUntil } from './waiting';

/** From the start of the processes to the first healthy answer; 2-3 s usually. */
const READY_MS = 60_000;
/** Each but the first because another program opened the chosen port before we did. */
const PORTS_TRIED = 3;

export interface StartOptions {
  readonly paths: CloudPaths;
  /** Wanted port; the default one, or a free one, otherwise. */
  readonly port?: number | undefined;
  /** Where SageMaker's jobs and model servers run; a running cloud keeps its way. Default host. */
  readonly containers?: 'host' | 'docker' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with each step and with what the user should know. */
  readonly onProgress?: (message: string) => void;
}

export interface Started {
  readonly record: CloudRecord;
  /** It ran before. */
  readonly alreadyUp: boolean;
}

function openLog(paths: CloudPaths, name: string): number {
  const file = path.join(paths.logs, `${name}.log`);
  if (fs.existsSync(file)) fs.renameSync(file, path.join(paths.logs, `${name}.previous.log`));
  return fs.openSync(file, 'a');
}

/** Starts the local service detached from us, with a pipe by which it learns whether we lived to see it ready. */
function spawnService({ paths, containers = 'host' }: StartOptions, port: number): ChildProcess {
  fs.closeSync(openLog(paths, 'emulator'));
  const log = openLog(paths, 'service');
  const main = path.join(paths.root, 'local', 'service', 'main.ts');
  const child = spawn(process.execPath, ['--require', require.resolve('tsx/cjs'), main], {
    cwd: paths.root,
    env: {
      ...process.env,
      EVERLOOP_STATE: paths.folder,
      EVERLOOP_VENV: paths.venv,
      EVERLOOP_CLOUD_ID: randomUUID(),
      EVERLOOP_CONTAINERS: containers,
      EVERLOOP_CLOUD_PORT: String(port),
      [STATE_VARIABLE]: paths.folder,
    },
    detached: true,
    stdio: ['pipe', log, log],
  });
  fs.closeSync(log);
  child.stdin?.on('error', () => undefined); // it ended: its exit code tells
  return child;
}

/** What the log says about a failure: its last error line, else its last line. */
function lastWords(paths: CloudPaths, name: string): string {
  const file = path.join(paths.logs, `${name}.log`);
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : [];
  return lines.findLast(line => /^\w*(Error|Mismatch|Exception)\b|ERROR|failed/.test(line)) ?? lines.at(-1) ?? '';
}

/** @throws BrokenEnvironment with the end of the logs when the processes end or do not answer in time */
async function becomeReady(paths: CloudPaths, child: ChildProcess, options: StartOptions): Promise<CloudRecord> {
  let record: CloudRecord | undefined;
  const ready = await waitUntil(
    async () => {
      if (child.exitCode !== null) return true;
      record = readRecord(paths);
      return (
        record?.service.pid === child.pid &&
        record?.ready === true &&
        (await answers(`${record.serviceUrl}/health`, 1_000))
      );
    },
    { withinMs: READY_MS, signal: options.signal },
  );
  if (ready && record && child.exitCode === null) return record;
  throw new BrokenEnvironment({
    where: 'everloop up',
    rule: `the emulator must answer within ${READY_MS / 1000} s`,
    got: `'${[lastWords(paths, 'emulator'), lastWords(paths, 'service')].filter(Boolean).join(' / ')}'`,
    remedy: `read ${paths.logs}, run \`everloop doctor\``,
  });
}

/** @throws BrokenEnvironment as becomeReady does; nothing runs then */
async function startOn(port: number, options: StartOptions): Promise<CloudRecord> {
  const { paths } = options;
  const child = spawnService(options, port);
  try {
    const record = await becomeReady(paths, child, options);
    fs.writeFileSync(paths.port, `${port}\n`);
    await new Promise<void>(resolve => child.stdin?.end(KEEP, () => resolve()));
    child.unref();
    return record;
  } catch (error) {
    child.stdin?.destroy();
    await endAll(paths, 5_000);
    throw error;
  }
}

/** On the port that fits; another program may open it before us: then on the next, or choosing says why there is none. */
async function startProcesses(options: StartOptions, triesLeft = PORTS_TRIED): Promise<CloudRecord> {
  const { port, note } = await choosePort(options.paths, options.port);
  if (note) options.onProgress?.(note);
  options.onProgress?.('starting the laptop cloud');
  try {
    return await startOn(port, options);
  } catch (error) {
    if (triesLeft === 1 || options.signal?.aborted || (await isPortFree(port))) throw error;
    return startProcesses(options, triesLeft - 1);
  }
}

async function startLocked(options: StartOptions): Promise<Started> {
  const { paths, onProgress } = options;
  const running = runningCloud(paths);
  if (running?.ready) return { record: running, alreadyUp: true };
  const died = readRecord(paths);
  const ended = await endAll(paths, running ? 0 : 8_000);
  if (ended > 0) onProgress?.(`ended ${ended} processes that an earlier cloud left behind`);
  if (options.containers === 'docker') await requireDocker();
  if (options.containers === 'docker' || died?.containers === 'docker') await removeContainers(paths.folder);
  requireSpace(paths, onProgress);
  prepareFolder(paths);
  await ensureVenv(paths, options);
  return { record: await startProcesses(options), alreadyUp: false };
}

/**
 * Starts the laptop cloud of this state folder, or finds it running. Two at once make one cloud.
 * @throws BrokenEnvironment naming what is missing: Python, network, port, disk space
 */
export async function startCloud(options: StartOptions): Promise<Started> {
  makeFolder(options.paths);
  return withLock(options.paths, () => startLocked(options), {
    signal: options.signal,
    onWait: () =>
      options.onProgress?.('another everloop command is starting or stopping the laptop cloud: waiting for it'),
  });
}
