import { randomUUID } from 'node:crypto';
import type { Execution, Trigger } from '../executions/execution';
import type { StartParts } from '../executions/start-execution';
import { modeOf } from '../pipelines/declaration';

/** The newest execution other than `before` that succeeded in the stage. */
export function lastSuccess(
  executions: readonly Execution[],
  { stage, before }: { readonly stage: string; readonly before: Execution },
): Execution | undefined {
  const { pipelineExecutionId: id, pipelineVersion } = before;
  return executions.findLast(
    one =>
      one.pipelineExecutionId !== id &&
      one.executionType === 'STANDARD' &&
      one.pipelineVersion === pipelineVersion &&
      one.stages[stage]?.status === 'Succeeded',
  );
}

export interface Rollback {
  readonly target: Execution;
  readonly stage: string;
  readonly trigger: Trigger;
}

/** Records an execution that runs one stage with the artifacts and variables of an earlier one. */
export function startRollback(
  { world, executions, pipeline }: StartParts,
  { target, stage, trigger }: Rollback,
): Execution {
  const now = world.clock.read();
  const { variables, overrides, artifacts, revisions, outputs } = target;
  return executions.add({
    pipelineName: pipeline.declaration.name,
    pipelineVersion: pipeline.declaration.version,
    pipelineExecutionId: randomUUID(),
    status: 'InProgress',
    ...{ startTime: now, lastUpdateTime: now, attempt: 1, trigger },
    ...{ variables, overrides, artifacts, revisions, outputs },
    executionMode: modeOf(pipeline.declaration),
    executionType: 'ROLLBACK',
    rollbackTarget: target.pipelineExecutionId,
    stages: {},
    place: { stage, waiting: true },
  });
}
