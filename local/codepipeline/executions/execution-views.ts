import type { Configuration } from '../pipelines/declaration';
import type { ActionExecution, Artifact, Execution } from './execution';

/** Executions and actions as the API shows them. */

const rollback = ({ rollbackTarget }: Execution) =>
  rollbackTarget === undefined ? {} : { rollbackMetadata: { rollbackTargetPipelineExecutionId: rollbackTarget } };

/** PipelineExecution of GetPipelineExecution. */
export const executionView = (execution: Execution): object => ({
  pipelineName: execution.pipelineName,
  pipelineVersion: execution.pipelineVersion,
  pipelineExecutionId: execution.pipelineExecutionId,
  status: execution.status,
  ...(execution.statusSummary !== undefined && { statusSummary: execution.statusSummary }),
  artifactRevisions: execution.revisions.map(({ actionName: _, ...revision }) => revision),
  variables: execution.variables,
  trigger: execution.trigger,
  executionMode: execution.executionMode,
  executionType: execution.executionType,
  ...rollback(execution),
});

/** PipelineExecutionSummary of ListPipelineExecutions. */
export const executionSummary = (execution: Execution): object => ({
  pipelineExecutionId: execution.pipelineExecutionId,
  status: execution.status,
  ...(execution.statusSummary !== undefined && { statusSummary: execution.statusSummary }),
  startTime: execution.startTime,
  lastUpdateTime: execution.lastUpdateTime,
  sourceRevisions: execution.revisions.map(({ actionName, revisionId, revisionSummary, revisionUrl }) => ({
    ...{ actionName, revisionId },
    ...(revisionSummary !== undefined && { revisionSummary }),
    ...(revisionUrl !== undefined && { revisionUrl }),
  })),
  trigger: execution.trigger,
  ...(execution.stopReason !== undefined && { stopTrigger: { reason: execution.stopReason } }),
  executionMode: execution.executionMode,
  executionType: execution.executionType,
  ...rollback(execution),
});

const located = ({ name, bucket, key }: Artifact) => ({ name, s3location: { bucket, key } });

const given = (members: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** ActionExecutionDetail of ListActionExecutions. */
export const actionDetail = (action: ActionExecution): object => ({
  pipelineExecutionId: action.pipelineExecutionId,
  actionExecutionId: action.actionExecutionId,
  pipelineVersion: action.pipelineVersion,
  stageName: action.stageName,
  actionName: action.actionName,
  startTime: action.startTime,
  lastUpdateTime: action.lastUpdateTime,
  ...(action.updatedBy !== undefined && { updatedBy: action.updatedBy }),
  status: action.status,
  input: given({
    actionTypeId: action.actionTypeId,
    configuration: action.configuration,
    resolvedConfiguration: action.resolvedConfiguration,
    roleArn: action.roleArn,
    region: action.region,
    inputArtifacts: action.inputArtifacts.map(located),
    namespace: action.namespace,
  }),
  output: {
    outputArtifacts: action.outputArtifacts.map(located),
    executionResult: given({
      externalExecutionId: action.externalExecutionId,
      externalExecutionSummary: action.summary ?? action.error?.message,
      externalExecutionUrl: action.externalExecutionUrl,
      errorDetails: action.error,
      logStreamARN: action.logStreamArn,
    }),
    outputVariables: action.outputVariables ?? ({} as Configuration),
  },
});

/** ActionExecution of GetPipelineState. */
export const actionState = (action: ActionExecution): object =>
  given({
    actionExecutionId: action.actionExecutionId,
    status: action.status,
    summary: action.summary || undefined,
    lastStatusChange: action.lastUpdateTime,
    token: action.status === 'InProgress' ? action.token : undefined,
    lastUpdatedBy: action.updatedBy,
    externalExecutionId: action.externalExecutionId,
    externalExecutionUrl: action.externalExecutionUrl,
    percentComplete: action.percentComplete,
    errorDetails: action.error,
    logStreamARN: action.logStreamArn,
  });
