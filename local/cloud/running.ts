import { BrokenEnvironment } from './errors';
import type { CloudPaths } from './paths';
import { reap, runningCloud } from './reap';
import type { CloudRecord } from './record';

/** The running cloud, or undefined after cleaning up whatever a dead one left behind. */
export async function findCloud(paths: CloudPaths): Promise<CloudRecord | undefined> {
  const running = runningCloud(paths);
  if (running?.ready) return running;
  await reap(paths);
  return undefined;
}

/** @throws BrokenEnvironment when no cloud runs */
export async function requireCloud(paths: CloudPaths): Promise<CloudRecord> {
  const running = await findCloud(paths);
  if (running) return running;
  throw new BrokenEnvironment({
    where: 'everloop',
    rule: 'the laptop cloud must be up',
    got: 'none',
    remedy: 'start it by `everloop up`',
  });
}
