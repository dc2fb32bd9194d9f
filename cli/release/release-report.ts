import type { Desk } from '../../lambdas/domain/release/desk';
import type { ReleaseStage, WaitingDecision } from '../../lambdas/ports/releases';

export interface ReleaseReport {
  readonly workload: string;
  readonly environment: string;
  /** Null when no release is under way. */
  readonly underWay: {
    readonly version: number;
    readonly executionId: string | null;
    readonly correlationId: string;
    /** Whether it waits for a person. */
    readonly waitsForDecision: boolean;
  } | null;
  /** Version whose release begins when this one has ended; null for none. */
  readonly next: number | null;
  /** The last one that has ended; null when none has. */
  readonly last: { readonly version: number; readonly executionId: string | null } | null;
  /** Versions that serve; null for none. */
  readonly serving: { readonly preProduction: number | null; readonly production: number | null };
  /** Of the release under way, else of the last one. */
  readonly stages: readonly ReleaseStage[];
}

export interface ReportSource {
  readonly workload: string;
  readonly environment: string;
  readonly desk: Desk;
  readonly stages: readonly ReleaseStage[];
  readonly waiting: WaitingDecision | null;
  readonly serving: ReleaseReport['serving'];
}

export function releaseReport({ workload, environment, desk, stages, waiting, serving }: ReportSource): ReleaseReport {
  const { holder, last } = desk;
  const shown = holder ?? last;
  return {
    workload,
    environment,
    underWay: holder && {
      version: holder.version,
      executionId: holder.executionId ?? null,
      correlationId: holder.correlationId,
      waitsForDecision: waiting !== null && waiting.executionId === holder.executionId,
    },
    next: desk.waiting?.version ?? null,
    last: last && { version: last.version, executionId: last.executionId ?? null },
    serving,
    stages: stages.map(stage => ofExecution(stage, shown?.executionId)),
  };
}

/** A stage that this release has not reached shows what it did for an earlier one: that is not told. */
function ofExecution(stage: ReleaseStage, executionId: string | undefined): ReleaseStage {
  return stage.executionId !== undefined && stage.executionId === executionId ? stage : { name: stage.name };
}
