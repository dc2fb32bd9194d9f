import type { Release } from '../domain/release/release';

export interface ReleaseStage {
  readonly name: string;
  /** As CodePipeline writes it, e.g. `InProgress`; absent before its first run. */
  readonly status?: string;
  readonly executionId?: string;
  /** Of the action that failed or was decided on. */
  readonly summary?: string;
}

export interface WaitingDecision {
  readonly token: string;
  readonly executionId: string;
}

/** Executions of the workloads' release pipelines. */
export interface Releases {
  /** The same release starts one execution, however often it is asked for. @returns its id */
  start(workload: string, release: Release): Promise<string>;
  /** As CodePipeline writes it, e.g. `InProgress`; null when there is no such execution (any more). */
  status(workload: string, executionId: string): Promise<string | null>;
  /** What the action that failed says; undefined when none did. */
  failure(workload: string, executionId: string): Promise<string | undefined>;
  stages(workload: string): Promise<readonly ReleaseStage[]>;
  /** The release that waits for a person; null when none does. */
  waiting(workload: string): Promise<WaitingDecision | null>;
  /** @throws Error when it was decided already, or is over */
  decide(
    workload: string,
    decision: { readonly token: string; readonly approved: boolean; readonly why: string },
  ): Promise<void>;
  /** Ends an execution once its actions have ended. One that is over already is no fault. */
  stop(workload: string, executionId: string, why: string): Promise<void>;
}
