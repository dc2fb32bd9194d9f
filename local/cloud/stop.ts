import fs from 'node:fs';
import { diskProblem } from './disk';
import { removeContainers } from './docker';
import { BrokenEnvironment } from './errors';
import { isOurs, purgeFolder, refuseForeignFolder } from './folder';
import { withLock } from './lock';
import { isFull } from './make-folders';
import type { CloudPaths } from './paths';
import { signalProcess } from './processes';
import { endAll, runningCloud } from './reap';
import { readRecord } from './record';

/** The service gives the emulator a minute to save; then everything is killed. */
const STOP_MS = 64_000;

export interface StopOptions {
  readonly paths: CloudPaths;
  /** What happens to the state: kept for the next start, or deleted with the whole state folder. */
  readonly state: 'keep' | 'delete';
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (message: string) => void;
}

export interface Stopped {
  /** False when nothing ran. */
  readonly wasUp: boolean;
  /** Why the state of the last moments is lost; absent when it was saved, or nothing ran, or it was to be deleted. */
  readonly unsaved?: string;
  /** How many processes were ended. */
  readonly processes: number;
  /** Paths deleted. */
  readonly deleted: readonly string[];
  /** Paths that deleting the state folder left there: the Python packages, when they lie elsewhere. */
  readonly kept: readonly string[];
}

async function stopLocked({ paths, state, onProgress }: StopOptions): Promise<Stopped> {
  const usesDocker = readRecord(paths)?.containers === 'docker';
  const running = runningCloud(paths);
  if (running) {
    onProgress?.(state === 'keep' ? 'saving the state and stopping' : 'stopping');
    signalProcess(running.service.pid, 'SIGTERM');
  }
  const processes = await endAll(paths, STOP_MS);
  if (usesDocker) await removeContainers(paths.folder);
  fs.rmSync(paths.record, { force: true });
  const stopped = { wasUp: running !== undefined, processes };
  if (state === 'delete') {
    const deleted = purgeFolder(paths);
    return { ...stopped, deleted, kept: fs.existsSync(paths.venv) ? [paths.venv] : [] };
  }
  const unsaved = running && whyUnsaved(paths);
  return { ...stopped, deleted: [], kept: [], ...(unsaved && { unsaved }) };
}

/** Undefined when all was saved: the emulator removes the mark once it has saved everything (local/ministack/unsaved_mark.py). */
function whyUnsaved(paths: CloudPaths): string | undefined {
  if (!fs.existsSync(paths.unsaved)) return undefined;
  return diskProblem(paths) ?? `the emulator did not finish saving: see ${paths.logs}`;
}

/** Stops the laptop cloud cleanly, by force after a deadline. Nothing of it runs afterwards. */
export async function stopCloud(options: StopOptions): Promise<Stopped> {
  const { folder } = options.paths;
  if (fs.existsSync(folder)) refuseForeignFolder(options.paths);
  if (!fs.existsSync(folder) || !isOurs(folder)) {
    return { wasUp: false, processes: 0, deleted: [], kept: [] };
  }
  try {
    return await withLock(options.paths, () => stopLocked(options), { signal: options.signal });
  } catch (error) {
    if (!(error instanceof BrokenEnvironment && isFull(error.cause))) throw error;
    return stopLocked(options); // the disk has no room for even the lock: stopping must not need any
  }
}
