import type { WaitClock } from '../ingestion/wait-for-outcomes';
import { type ServingPlace, type StageEndpoint, stageEndpoint } from './serving-version';

export interface VersionWait {
  readonly place: ServingPlace;
  /** Version that shall not serve any longer. */
  readonly not: number;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const pauseMs = 1000;

/** Waits until production serves another version and is at rest. @returns what serves when the time is over */
export async function waitForOtherVersion({
  place,
  not,
  clock,
  signal,
  timeoutMs,
}: VersionWait): Promise<StageEndpoint> {
  const end = clock.nowMs() + timeoutMs;
  for (;;) {
    const found = await stageEndpoint('production', place);
    const isThere = found.state?.status === 'InService' && found.version !== not;
    if (isThere || clock.nowMs() > end) return found;
    await clock.sleep(pauseMs, signal);
  }
}
