import type { ReleaseDesks } from '../../lambdas/ports/release-desks';
import type { Releases } from '../../lambdas/ports/releases';
import type { WaitClock } from '../ingestion/wait-for-outcomes';

export interface ReleaseWait {
  readonly workload: string;
  readonly releases: Pick<Releases, 'status' | 'failure'>;
  readonly desks: Pick<ReleaseDesks, 'read'>;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

export interface EndedRelease {
  /** As CodePipeline writes it; `InProgress` when the time was over first. */
  readonly status: string;
  readonly why?: string;
}

const pauseMs = 1000;
const underWay = new Set(['InProgress', 'Stopping']);

/** Waits until an execution has ended and the desk knows it. */
export async function waitForRelease(executionId: string, wait: ReleaseWait): Promise<EndedRelease> {
  const { workload, releases, desks, clock, signal } = wait;
  const end = clock.nowMs() + wait.timeoutMs;
  for (;;) {
    const status = (await releases.status(workload, executionId)) ?? 'Gone';
    const isClosed = (await desks.read(workload)).holder?.executionId !== executionId;
    if ((!underWay.has(status) && isClosed) || clock.nowMs() > end) {
      const why = status === 'Succeeded' ? undefined : await releases.failure(workload, executionId);
      return { status, ...(why !== undefined && { why }) };
    }
    await clock.sleep(pauseMs, signal);
  }
}
