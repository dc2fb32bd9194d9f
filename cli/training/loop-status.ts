import { type Execution, executionIdOf } from '../../lambdas/domain/training/execution';
import { newestApproved } from '../../lambdas/handlers/registry/newest-approved';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';
import type { PipelineExecutions } from '../../lambdas/ports/pipeline-executions';

/** How far a workload's loop is. */
export interface LoopStatus {
  readonly workload: string;
  /** The execution that began last; null when none was started yet. */
  readonly lastExecution: {
    readonly id: string;
    readonly status: Execution['status'];
    readonly startedAt: string;
    readonly failureReason: string | null;
  } | null;
  /** Versions that a person must decide on, newest first; the newest hundred of them. */
  readonly waiting: readonly number[];
  /** Newest approved version; null when there is none. */
  readonly champion: number | null;
}

export interface LoopSources {
  readonly registry: Pick<ModelRegistry, 'versions'>;
  readonly executions: Pick<PipelineExecutions, 'newest'>;
}

const mostWaiting = 100;

export async function loopStatus(workload: string, { registry, executions }: LoopSources): Promise<LoopStatus> {
  const [last, waiting, champion] = await Promise.all([
    firstOf(executions.newest(workload), 1),
    firstOf(registry.versions(workload, 'PendingManualApproval'), mostWaiting),
    newestApproved(workload, registry),
  ]);
  return {
    workload,
    lastExecution: last[0] ? shown(last[0]) : null,
    waiting: waiting.map(({ version }) => version),
    champion: champion?.version ?? null,
  };
}

const shown = ({ arn, status, startedAt, failureReason }: Execution) => ({
  id: executionIdOf(arn),
  status,
  startedAt: startedAt.toISOString(),
  failureReason: failureReason ?? null,
});

async function firstOf<T>(values: AsyncIterable<T>, most: number): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) {
    found.push(value);
    if (found.length === most) break;
  }
  return found;
}
