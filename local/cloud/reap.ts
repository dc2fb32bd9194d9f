import fs from 'node:fs';
import { markOf } from './environment';
import { isLocked } from './lock';
import type { CloudPaths } from './paths';
import { isRunning, processesMarked, signalProcess } from './processes';
import { type CloudRecord, readRecord } from './record';
import { waitUntil } from './waiting';

/** An emulator whose service died stops by itself and saves its state first: it gets this long. */
const GRACE_MS = 8_000;
/** SIGKILL works at once, unless a process hangs in the kernel. */
const KILL_MS = 5_000;

/** The record of a cloud whose two processes run; undefined otherwise. */
export function runningCloud(paths: CloudPaths): CloudRecord | undefined {
  const record = readRecord(paths);
  return record && isRunning(record.service) && isRunning(record.emulator) ? record : undefined;
}

/** Whether something may still be saving state: the recorded processes, or, without a record, any. */
function mayBeSaving(paths: CloudPaths): boolean {
  const record = readRecord(paths);
  if (!record) return processesMarked(markOf(paths)).length > 0;
  return isRunning(record.emulator) || isRunning(record.service);
}

/**
 * Ends every process of this state folder's cloud. The emulator and the service get `graceMs` to end by themselves;
 * what is left then gets SIGKILL. Processes are found by their environment, so neither a reused pid nor a lost record
 * misleads it. Returns how many there were.
 */
export async function endAll(paths: CloudPaths, graceMs: number): Promise<number> {
  const found = processesMarked(markOf(paths));
  if (found.length === 0) return 0;
  await waitUntil(() => !mayBeSaving(paths), { withinMs: graceMs });
  await waitUntil(
    () => {
      const left = processesMarked(markOf(paths));
      for (const pid of left) signalProcess(pid, 'SIGKILL');
      return left.length === 0;
    },
    { withinMs: KILL_MS },
  );
  return found.length;
}

/**
 * Cleans up after a cloud that died: ends what is left of it and removes its record. Does nothing when the cloud runs
 * or while another command starts or stops it. Returns how many processes were ended.
 */
export async function reap(paths: CloudPaths): Promise<number> {
  if (isLocked(paths) || runningCloud(paths)) return 0;
  const ended = await endAll(paths, GRACE_MS);
  // Where the state folder is a file, there is nothing to remove: `force` would not forgive that.
  if (fs.existsSync(paths.record) && !isLocked(paths) && !runningCloud(paths)) fs.rmSync(paths.record, { force: true });
  return ended;
}
