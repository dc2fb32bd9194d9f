import type { StateChange } from '../../sagemaker/cloud/events';
import type { Scope } from '../../sagemaker/store/arns';
import { pipelineArn } from '../pipelines/arns';
import type { ActionExecution, ActionStatus, Artifact, Execution, StageRecord } from './execution';

/** Events of CodePipeline (user guide, "Monitoring CodePipeline events"). Members without a value are left out: JSON has none. */

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

const about = (execution: Execution) => ({
  pipeline: execution.pipelineName,
  'execution-id': execution.pipelineExecutionId,
  version: execution.pipelineVersion,
  'pipeline-execution-attempt': execution.attempt,
});

export function executionEvent(scope: Scope, execution: Execution, state: string): StateChange {
  const { trigger, startTime, lastUpdateTime, stopReason } = execution;
  return {
    detailType: 'CodePipeline Pipeline Execution State Change',
    arn: pipelineArn(scope, execution.pipelineName),
    at: lastUpdateTime,
    detail: {
      ...about(execution),
      state,
      'start-time': iso(startTime),
      'execution-trigger': { 'trigger-type': trigger.triggerType, 'trigger-detail': trigger.triggerDetail },
      ...(stopReason !== undefined && { 'stop-execution-comments': stopReason }),
    },
  };
}

export interface StageChange {
  readonly name: string;
  readonly record: StageRecord;
  readonly state: string;
}

export function stageEvent(scope: Scope, execution: Execution, { name, record, state }: StageChange): StateChange {
  return {
    detailType: 'CodePipeline Stage Execution State Change',
    arn: pipelineArn(scope, execution.pipelineName),
    at: execution.lastUpdateTime,
    detail: { ...about(execution), stage: name, state, 'start-time': iso(record.started) },
  };
}

const ACTION_STATES: Readonly<Record<ActionStatus, string>> = {
  InProgress: 'STARTED',
  Succeeded: 'SUCCEEDED',
  Failed: 'FAILED',
  Abandoned: 'ABANDONED',
};

const artifacts = (list: readonly Artifact[]) =>
  list.map(({ name, bucket, key }) => ({ name, s3location: { bucket, key } }));

export function actionEvent(scope: Scope, execution: Execution, action: ActionExecution): StateChange {
  const { owner, provider, category, version } = action.actionTypeId;
  const result = {
    'external-execution-id': action.externalExecutionId,
    'external-execution-summary': action.error?.message ?? action.summary,
    'external-execution-url': action.externalExecutionUrl,
    'error-code': action.error?.code,
  };
  const hasEnded = action.status !== 'InProgress';
  return {
    detailType: 'CodePipeline Action Execution State Change',
    arn: pipelineArn(scope, action.pipelineName),
    at: action.lastUpdateTime,
    detail: {
      ...about(execution),
      stage: action.stageName,
      action: action.actionName,
      'action-execution-id': action.actionExecutionId,
      state: ACTION_STATES[action.status],
      'start-time': iso(action.startTime),
      region: action.region,
      type: { owner, provider, category, version },
      'input-artifacts': artifacts(action.inputArtifacts),
      ...(hasEnded && { 'execution-result': result, 'output-artifacts': artifacts(action.outputArtifacts) }),
    },
  };
}
