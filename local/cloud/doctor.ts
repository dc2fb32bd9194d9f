import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { diskProblem, freeSpace, inWords } from './disk';
import { BrokenEnvironment } from './errors';
import { makeFolder } from './folder';
import { isLocked } from './lock';
import type { CloudPaths } from './paths';
import { DEFAULT_PORT, isPortFree, portOfState } from './ports';
import { findPython } from './python';
import { reap, runningCloud } from './reap';
import { isVenvReady } from './venv';
import { answers } from './waiting';

const run = promisify(execFile);
const OLDEST_NODE = 20;
/** Node modules and Python packages take 0.9 GB; a demo's objects and state 0.3 GB. */
const NEEDED_BYTES = 2 * 1024 ** 3;

export interface Finding {
  readonly check: string;
  /** `warning`: works, but something is missing or will happen; `broken`: must be mended first. */
  readonly verdict: 'ok' | 'warning' | 'broken';
  readonly found: string;
  readonly remedy?: string;
}

type Check = (paths: CloudPaths) => Promise<Finding> | Finding;

const ok = (check: string, found: string): Finding => ({ check, verdict: 'ok', found });
const warning = (check: string, found: string, remedy: string): Finding => ({
  check,
  verdict: 'warning',
  found,
  remedy,
});
const broken = (check: string, found: string, remedy: string): Finding => ({ check, verdict: 'broken', found, remedy });

function node(): Finding {
  const isNew = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;
  return isNew ? ok('Node', process.version) : broken('Node', process.version, `install Node >= ${OLDEST_NODE}`);
}

async function python(): Promise<Finding> {
  try {
    const { command, version } = await findPython();
    return ok('Python', `${command} ${version}`);
  } catch (error) {
    return broken('Python', 'none that is new enough', (error as Error).message);
  }
}

async function venv(paths: CloudPaths): Promise<Finding> {
  if (!isVenvReady(paths)) return warning('Python packages', 'not installed', '`everloop up` installs them');
  try {
    await run(paths.python, ['-c', 'import ministack.app']);
    return ok('Python packages', 'as locked');
  } catch {
    return broken('Python packages', 'damaged', `delete ${paths.venv}, then run \`everloop up\``);
  }
}

async function port(paths: CloudPaths): Promise<Finding> {
  const cloud = runningCloud(paths);
  if (cloud) return ok('port', `${cloud.ports.gateway}, ours`);
  const kept = portOfState(paths);
  const wanted = kept ?? DEFAULT_PORT;
  if (await isPortFree(wanted)) return ok('port', `${wanted} is free`);
  const found = `${wanted} is taken by another program`;
  if (kept === undefined) return warning('port', found, '`everloop up` will use another one');
  return broken('port', found, 'stop that program (the kept state needs this port), or run `everloop down --purge`');
}

function disk(paths: CloudPaths): Finding {
  const free = freeSpace(paths);
  const found = `${inWords(free.bytes)} free`;
  const problem = diskProblem(paths, free);
  if (problem) return broken('disk', found, `free some disk space: ${problem}`);
  return free.bytes >= NEEDED_BYTES
    ? ok('disk', found)
    : warning('disk', found, 'a fresh clone and its demo need 2 GB');
}

function stateFolder(paths: CloudPaths): Finding {
  try {
    makeFolder(paths);
    fs.accessSync(paths.folder, fs.constants.W_OK);
    return ok('state folder', paths.folder);
  } catch (error) {
    if (!(error instanceof BrokenEnvironment)) throw error;
    return broken('state folder', 'not usable', error.message);
  }
}

async function networkIsolation(): Promise<Finding> {
  try {
    await run('unshare', ['--net', '--map-root-user', 'true']);
    return ok('network isolation', 'unshare works');
  } catch {
    return warning(
      'network isolation',
      'none',
      'isolated training runs will see the network; Linux `unshare` would prevent it',
    );
  }
}

async function docker(): Promise<Finding> {
  try {
    await run('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: 5_000 });
    return ok('Docker (optional)', 'a daemon answers');
  } catch {
    return ok('Docker (optional)', 'no daemon: none is needed');
  }
}

async function processes(paths: CloudPaths): Promise<Finding> {
  const cloud = runningCloud(paths);
  if (cloud) {
    const healthy =
      (await answers(`${cloud.endpoint}/_ministack/ready`, 3_000)) &&
      (await answers(`${cloud.serviceUrl}/health`, 3_000));
    if (healthy) return ok('laptop cloud', `up at ${cloud.endpoint}`);
    return broken('laptop cloud', 'runs but does not answer', 'run `everloop down`, then `everloop up`');
  }
  if (isLocked(paths)) return warning('laptop cloud', 'another command is starting or stopping it', 'wait for it');
  const ended = await reap(paths);
  if (ended > 0)
    return warning(
      'laptop cloud',
      `ended ${ended} processes of a cloud that died`,
      '`everloop up` starts it again with its state',
    );
  return ok('laptop cloud', 'down');
}

function damagedState(paths: CloudPaths): Finding {
  const files = fs.existsSync(paths.state) ? fs.readdirSync(paths.state).filter(name => name.endsWith('.json')) : [];
  const damaged = files.filter(name => !isJson(path.join(paths.state, name)));
  if (damaged.length === 0) return ok('kept state', files.length === 0 ? 'none' : `${files.length} services`);
  return broken('kept state', `damaged: ${damaged.join(', ')}`, 'run `everloop down --purge`, then `everloop up`');
}

function isJson(file: string): boolean {
  try {
    JSON.parse(fs.readFileSync(file, 'utf8'));
    return true;
  } catch {
    return false;
  }
}

const CHECKS: readonly Check[] = [
  node,
  python,
  venv,
  stateFolder,
  disk,
  port,
  processes,
  damagedState,
  networkIsolation,
  docker,
];

/** Looks at everything the laptop cloud needs; cleans up after a dead cloud on the way. */
export async function examine(paths: CloudPaths): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) findings.push(await check(paths));
  return findings;
}
