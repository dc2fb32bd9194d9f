import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BrokenEnvironment } from './errors';

const run = promisify(execFile);

/** 3.11 is the oldest that the locked packages support. */
const OLDEST = [3, 11] as const;
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11'];

async function versionOf(command: string): Promise<readonly [number, number] | undefined> {
  try {
    const { stdout } = await run(command, ['-c', 'import sys; print(sys.version_info[0], sys.version_info[1])']);
    const [major, minor] = stdout.trim().split(' ').map(Number);
    return major === undefined || minor === undefined ? undefined : [major, minor];
  } catch {
    return undefined;
  }
}

export interface Python {
  readonly command: string;
  /** Such as "3.12". */
  readonly version: string;
}

/**
 * The first Python on the PATH that is new enough.
 * @throws BrokenEnvironment when there is none.
 */
export async function findPython(): Promise<Python> {
  const seen: string[] = [];
  for (const command of CANDIDATES) {
    const version = await versionOf(command);
    if (!version) continue;
    seen.push(`${command} ${version.join('.')}`);
    const [major, minor] = version;
    if (major === OLDEST[0] && minor >= OLDEST[1]) return { command, version: version.join('.') };
  }
  throw new BrokenEnvironment({
    where: 'laptop cloud',
    rule: `Python >= ${OLDEST.join('.')} must be on the PATH`,
    got: seen.join(', ') || 'none',
    remedy: 'install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.12)',
  });
}

/** Whether a command can be started at all. */
export async function isInstalled(command: string, ...parameters: string[]): Promise<boolean> {
  try {
    await run(command, parameters);
    return true;
  } catch {
    return false;
  }
}
