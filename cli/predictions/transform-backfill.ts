import * as z from 'zod/mini';
import { WorkFoundProblems } from '../errors';
import type { WaitClock } from '../ingestion/wait-for-outcomes';
import type { BackfillRuns } from './backfill-runs';

const totals = z.object({ answered: z.int(), unanswered: z.int(), queued: z.int(), version: z.int() });

/** What a run came to: images whose answers are on their way, and images that were asked for by the queue. */
export type BackfillTotals = z.infer<typeof totals>;

export interface BackfillWait {
  readonly runs: BackfillRuns;
  readonly clock: Pick<WaitClock, 'sleep'>;
  readonly signal: AbortSignal;
  /** Called at each look. */
  readonly onProgress: (text: string) => void;
}

const pauseMs = 1000;

/** Waits until a run has ended; tells in which state it is. @throws WorkFoundProblems when it left images */
export async function waitForBackfill(arn: string, { runs, clock, signal, onProgress }: BackfillWait) {
  for (;;) {
    signal.throwIfAborted();
    const { status, state = 'Starting', output, cause } = await runs.look(arn);
    if (status === 'SUCCEEDED') return totals.parse(JSON.parse(output ?? '{}'));
    if (status !== 'RUNNING') {
      throw new WorkFoundProblems(
        `everloop classify: the backfill must succeed, got ${status}: ${cause ?? 'no cause'}; see docs/runbook.md#failed-backfills`,
      );
    }
    onProgress(state);
    await clock.sleep(pauseMs, signal);
  }
}
