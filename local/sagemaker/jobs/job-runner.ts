import fs from 'node:fs';
import path from 'node:path';
import type { Collection } from '../store/collection';
import type { World } from '../world';
import { failureReason } from './job-failure';
import { JobRun, type RunRequest } from './job-run';
import type { Places } from './places';

export type JobStatus = 'InProgress' | 'Stopping' | 'Stopped' | 'Completed' | 'Failed';

export const isFinal = (status: JobStatus): boolean => status !== 'InProgress' && status !== 'Stopping';

/** How one kind of job runs. */
export interface JobKind<R extends object> {
  readonly records: Collection<R>;
  status(record: R): JobStatus;
  request(record: R): RunRequest;
  /** Does the work; returns how it ended. A thrown error is a failure. */
  run(record: R, run: JobRun): Promise<Extract<JobStatus, 'Completed' | 'Stopped'>>;
  /** Writes the new status into the record, with what belongs to it, and emits the event. */
  enter(key: string, status: JobStatus, reason?: string): void;
}

/** Runs the jobs of one kind in the background, as many at a time as there are places. */
export class JobRunner<R extends object> {
  private readonly running = new Map<string, JobRun | undefined>();
  private killed = false;
  private readonly finished = new Map<string, Promise<void>>();

  constructor(
    private readonly world: World,
    private readonly kind: JobKind<R>,
    private readonly places: Places,
  ) {}

  start(key: string): void {
    this.running.set(key, undefined);
    const done = this.places
      .use(() => this.runOne(key))
      .finally(() => {
        this.running.delete(key);
        this.finished.delete(key);
      });
    this.finished.set(key, done);
  }

  /** Resolves when the job, if it runs, has ended. */
  async ended(key: string): Promise<void> {
    await this.finished.get(key);
  }

  /** The job must be in progress. */
  stop(key: string): void {
    this.kind.enter(key, 'Stopping');
    this.running.get(key)?.interrupt('stopped');
  }

  /** Jobs that ran when the service died are failed: their processes are gone. */
  recover(): void {
    for (const [key, record] of this.kind.records.entries()) {
      if (isFinal(this.kind.status(record))) continue;
      const reason = 'InternalServerError: the laptop cloud was stopped while the job ran; start the job again';
      this.kind.enter(key, 'Failed', reason);
      fs.rmSync(path.join(this.world.folder, 'runs', this.kind.request(record).id), { recursive: true, force: true });
    }
  }

  /** Ends every process at once. The records stay in progress: `recover` fails them at the next start. */
  kill(): void {
    this.killed = true;
    for (const run of this.running.values()) run?.kill();
  }

  private async runOne(key: string): Promise<void> {
    const record = this.kind.records.get(key);
    if (!record || this.killed) return;
    if (this.kind.status(record) === 'Stopping') return this.kind.enter(key, 'Stopped');
    try {
      const run = await JobRun.open(this.world, this.kind.request(record));
      this.running.set(key, run);
      if (this.statusOf(key) === 'Stopping') run.interrupt('stopped');
      const status = await this.kind.run(record, run).finally(() => run.close());
      if (!this.killed) this.kind.enter(key, status);
    } catch (error) {
      if (this.killed) return;
      const reason = failureReason(error);
      if (reason.startsWith('InternalServerError')) this.world.log(`${key}: ${(error as Error).stack}`);
      this.kind.enter(key, this.statusOf(key) === 'Stopping' ? 'Stopped' : 'Failed', reason);
    }
  }

  private statusOf(key: string): JobStatus {
    const record = this.kind.records.get(key);
    return record ? this.kind.status(record) : 'Stopped';
  }
}
