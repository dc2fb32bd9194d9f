import fs from 'node:fs';
import path from 'node:path';
import { BrokenEnvironment } from './errors';
import { asBrokenFolder, makeFolders } from './make-folders';
import type { CloudPaths } from './paths';
import { identify, isRunning, type ProcessIdentity } from './processes';
import { waitUntil } from './waiting';

/** Starting and stopping take less than this, the first installation of the Python packages included. */
const WAIT_MS = 180_000;

/**
 * The lock is a symbolic link to nowhere whose target names the holder: it is made whole in one step, and, being
 * shorter than 60 bytes, needs no block of a disk that is full.
 */
const textOf = ({ pid, startTime }: ProcessIdentity) => `${pid} ${startTime}`;

function holderIn(link: string): ProcessIdentity | undefined {
  try {
    const [, pid = '', startTime = ''] = /^(\d+) (.*)$/.exec(fs.readlinkSync(link)) ?? [];
    return { pid: Number(pid), startTime };
  } catch {
    return undefined;
  }
}

/** Whether a living process is starting or stopping this cloud. */
export function isLocked(paths: CloudPaths): boolean {
  const other = holderIn(paths.lock);
  return other !== undefined && other.pid !== process.pid && isRunning(other);
}

/** Whether nobody else held it. @throws BrokenEnvironment when the folder can't be written */
function tryLock(paths: CloudPaths): boolean {
  makeFolders(path.dirname(paths.lock)); // a purge may have removed it while we waited
  try {
    fs.symlinkSync(textOf(identify(process.pid)), paths.lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw asBrokenFolder(paths.folder, error);
    breakStale(paths);
    return false;
  }
}

/** Removes a dead holder's lock. Renamed first, so that of two that find it stale only one removes it. */
function breakStale(paths: CloudPaths): void {
  const found = holderIn(paths.lock);
  if (found && isRunning(found)) return;
  const aside = `${paths.lock}.stale.${process.pid}`;
  try {
    fs.renameSync(paths.lock, aside);
  } catch {
    return;
  }
  const moved = holderIn(aside);
  if (moved && isRunning(moved)) fs.symlinkSync(textOf(moved), paths.lock); // a new holder came in between: give it back
  fs.rmSync(aside, { force: true });
}

/**
 * Runs `work` while no other process starts or stops the cloud of this state folder.
 * @throws BrokenEnvironment when the folder can't be written, or another process holds the lock for more than three
 * minutes.
 */
export async function withLock<T>(
  paths: CloudPaths,
  work: () => Promise<T>,
  options: { readonly signal?: AbortSignal | undefined; readonly onWait?: () => void } = {},
): Promise<T> {
  let told = false;
  const taken = await waitUntil(
    () => {
      if (tryLock(paths)) return true;
      if (!told && isLocked(paths)) options.onWait?.();
      told = true;
      return false;
    },
    { withinMs: WAIT_MS, everyMs: 100, signal: options.signal },
  );
  if (!taken) {
    throw new BrokenEnvironment({
      where: 'laptop cloud',
      rule: `no other everloop command must be starting or stopping it for more than ${WAIT_MS / 1000} s`,
      got: `process ${holderIn(paths.lock)?.pid}`,
      remedy: 'end that process, then try again',
    });
  }
  try {
    return await work();
  } finally {
    fs.rmSync(paths.lock, { force: true });
  }
}
