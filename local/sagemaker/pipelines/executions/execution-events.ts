import type { StateChange } from '../../cloud/events';
import type { Execution, ExecutionStatus, StepRecord, StepStatus } from './execution';

const time = (seconds: number | undefined) =>
  seconds === undefined ? undefined : new Date(seconds * 1000).toISOString();

/** Members without a value are left out: JSON has none. */
const about = ({ PipelineArn, PipelineExecutionArn }: Execution) => ({
  arn: [PipelineArn, PipelineExecutionArn],
});

/** @param previous undefined for the first status */
export function executionEvent(execution: Execution, previous: ExecutionStatus | undefined): StateChange {
  return {
    detailType: 'SageMaker Model Building Pipeline Execution Status Change',
    ...about(execution),
    at: execution.LastModifiedTime,
    detail: {
      pipelineExecutionDisplayName: execution.PipelineExecutionDisplayName,
      currentPipelineExecutionStatus: execution.PipelineExecutionStatus,
      previousPipelineExecutionStatus: previous,
      executionStartTime: time(execution.CreationTime),
      executionEndTime: time(execution.EndTime),
      pipelineExecutionDescription: execution.PipelineExecutionDescription,
      pipelineArn: execution.PipelineArn,
      pipelineExecutionArn: execution.PipelineExecutionArn,
    },
  };
}

export interface StepChange {
  readonly execution: Execution;
  readonly step: StepRecord;
  /** Undefined for the first status. */
  readonly previous: StepStatus | undefined;
  /** Epoch seconds. */
  readonly at: number;
}

export function stepEvent({ execution, step, previous, at }: StepChange): StateChange {
  return {
    detailType: 'SageMaker Model Building Pipeline Execution Step Status Change',
    ...about(execution),
    at,
    detail: {
      metadata: camelCased(step.Metadata),
      stepStartTime: time(step.StartTime),
      stepEndTime: time(step.EndTime),
      stepName: step.StepName,
      stepType: step.StepType,
      previousStepStatus: previous,
      currentStepStatus: step.StepStatus,
      failureReason: step.FailureReason,
      cacheHitResult: camelCased(step.CacheHitResult),
      pipelineArn: execution.PipelineArn,
      pipelineExecutionArn: execution.PipelineExecutionArn,
    },
  };
}

/** In these events members begin with a small letter, at any depth. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key.slice(0, 1).toLowerCase() + key.slice(1), one]);
  return Object.fromEntries(entries.map(([key, one]) => [key, camelCased(one)]));
}
