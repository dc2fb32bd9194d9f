import fs from 'node:fs';
import { isOurs, purgeFolder, refuseForeignFolder } from './folder';
import { withLock } from './lock';
import type { CloudPaths } from './paths';
import { signalProcess } from './processes';
import { endAll, runningCloud } from './reap';

/** The service gives the emulator 12 s to save; then everything is killed. */
const STOP_MS = 16_000;

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
  /** How many processes were ended. */
  readonly processes: number;
  /** Paths deleted. */
  readonly deleted: readonly string[];
}

async function stopLocked({ paths, state, onProgress }: StopOptions): Promise<Stopped> {
  const running = runningCloud(paths);
  if (running) {
    onProgress?.('saving the state and stopping');
    signalProcess(running.service.pid, 'SIGTERM');
  }
  const processes = await endAll(paths, STOP_MS);
  fs.rmSync(paths.record, { force: true });
  return { wasUp: running !== undefined, processes, deleted: state === 'delete' ? purgeFolder(paths) : [] };
}

/** Stops the laptop cloud cleanly, by force after a deadline. Nothing of it runs afterwards. */
export async function stopCloud(options: StopOptions): Promise<Stopped> {
  const { folder } = options.paths;
  if (fs.existsSync(folder)) refuseForeignFolder(options.paths);
  if (!fs.existsSync(folder) || !isOurs(folder)) return { wasUp: false, processes: 0, deleted: [] };
  return withLock(options.paths, () => stopLocked(options), { signal: options.signal });
}
