import fs from 'node:fs';
import path from 'node:path';
import { BrokenEnvironment } from './errors';
import type { CloudPaths } from './paths';
import { identify, isRunning, type ProcessIdentity } from './processes';
import { waitUntil } from './waiting';

/** Starting and stopping take less than this, the first installation of the Python packages included. */
const WAIT_MS = 180_000;

function holder(paths: CloudPaths): ProcessIdentity | undefined {
  try {
    return JSON.parse(fs.readFileSync(paths.lock, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

/** Whether a living process is starting or stopping this cloud. */
export function isLocked(paths: CloudPaths): boolean {
  const other = holder(paths);
  return other !== undefined && other.pid !== process.pid && isRunning(other);
}

/** Takes the lock by linking a complete file into place: no reader ever sees it half written. */
function tryLock(paths: CloudPaths): boolean {
  const own = `${paths.lock}.${process.pid}`;
  fs.mkdirSync(path.dirname(paths.lock), { recursive: true }); // a purge may have removed it while we waited
  fs.writeFileSync(own, JSON.stringify(identify(process.pid)));
  try {
    fs.linkSync(own, paths.lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    breakStale(paths);
    return false;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

/** Removes a dead holder's lock. Renamed first, so that of two that find it stale only one removes it. */
function breakStale(paths: CloudPaths): void {
  const found = holder(paths);
  if (found && isRunning(found)) return;
  const aside = `${paths.lock}.stale.${process.pid}`;
  try {
    fs.renameSync(paths.lock, aside);
  } catch {
    return;
  }
  const moved = JSON.parse(fs.readFileSync(aside, 'utf8')) as ProcessIdentity;
  if (isRunning(moved)) fs.linkSync(aside, paths.lock); // a new holder came in between: give it back
  fs.rmSync(aside, { force: true });
}

/**
 * Runs `work` while no other process starts or stops the cloud of this state folder.
 * @throws BrokenEnvironment when another process holds the lock for more than three minutes.
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
      got: `process ${holder(paths)?.pid}`,
      remedy: 'end that process, then try again',
    });
  }
  try {
    return await work();
  } finally {
    fs.rmSync(paths.lock, { force: true });
  }
}
