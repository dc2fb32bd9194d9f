import type { LogEvent } from '../ingestion/log-line';
import { type LogSource, readLog } from '../ingestion/log-source';
import { hasEnded, type Job, type Jobs } from './jobs';

export interface JobLogOptions {
  /** From the job's begin when absent. */
  readonly fromMs?: number | undefined;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
}

/** Lines come some seconds late: so long after its end a job is believed to have written everything. */
const settledMs = 5_000;

/** What a job wrote; with `follow` until it has ended. @returns the job as it is then; null when it is gone */
export async function* readJobLog(
  job: Job,
  { source, jobs }: { readonly source: LogSource; readonly jobs: Pick<Jobs, 'find'> },
  { fromMs, nowMs, ...options }: JobLogOptions,
): AsyncGenerator<LogEvent, Job | null, undefined> {
  const look = async () => {
    const now = await jobs.find(job.name);
    return now === null || (hasEnded(now) && nowMs() - (now.endedAt?.getTime() ?? 0) >= settledMs);
  };
  // Clocks of containers and of the service may differ a little.
  const start = fromMs ?? job.createdAt.getTime() - 60_000;
  yield* readLog(source, { ...options, fromMs: start, hasEnded: look });
  return jobs.find(job.name);
}
