import type { ActionDeclaration, Pipeline, StageDeclaration } from '../pipelines/declaration';
import type { ActionExecution, Execution, SourceRevision } from './execution';
import { actionState } from './execution-views';

export interface StateParts {
  readonly pipeline: Pipeline;
  /** Of the pipeline, oldest first. */
  readonly executions: readonly Execution[];
  readonly actions: readonly ActionExecution[];
}

/** The answer of GetPipelineState: each stage with who is in it, who waits for it, and the last run of its actions. */
export function pipelineState(parts: StateParts): object {
  const { declaration, created, updated } = parts.pipeline;
  return {
    pipelineName: declaration.name,
    pipelineVersion: declaration.version,
    stageStates: declaration.stages.map(stage => stageState(parts, stage)),
    created,
    updated,
  };
}

const brief = (execution: Execution, stage: string) => ({
  pipelineExecutionId: execution.pipelineExecutionId,
  status: execution.place?.waiting ? 'InProgress' : (execution.stages[stage]?.status ?? 'InProgress'),
  type: execution.executionType,
});

function stageState(parts: StateParts, stage: StageDeclaration): object {
  const { pipeline, executions } = parts;
  const entered = executions.filter(({ stages }) => stages[stage.name]);
  const latest = entered.sort((a, b) => enteredAt(a, stage) - enteredAt(b, stage)).at(-1);
  const waiting = executions.filter(({ place }) => place?.waiting && place.stage === stage.name);
  const inbound = waiting.map(one => brief(one, stage.name));
  const record = latest?.stages[stage.name];
  return {
    stageName: stage.name,
    ...(inbound.length > 0 && { inboundExecution: inbound.at(-1), inboundExecutions: inbound }),
    inboundTransitionState: transition(pipeline, stage.name),
    actionStates: stage.actions.map(action => stateOf(parts, stage, action)),
    ...(latest && { latestExecution: brief({ ...latest, place: undefined as never }, stage.name) }),
    ...(record?.latestRetry && {
      retryStageMetadata: {
        autoStageRetryAttempt: record.automaticRetries,
        manualStageRetryAttempt: record.manualRetries,
        latestRetryTrigger: record.latestRetry,
      },
    }),
  };
}

const enteredAt = ({ stages }: Execution, { name }: StageDeclaration): number => stages[name]?.entered ?? 0;

function transition({ closed }: Pipeline, stage: string): object {
  const how = closed[stage];
  if (!how) return { enabled: true };
  return { enabled: false, lastChangedBy: how.by, lastChangedAt: how.at, disabledReason: how.reason };
}

function stateOf({ executions, actions }: StateParts, stage: StageDeclaration, action: ActionDeclaration): object {
  const last = actions.findLast(({ stageName, actionName }) => stageName === stage.name && actionName === action.name);
  const ofSource = (one: SourceRevision) => one.actionName === action.name;
  const revision = executions.findLast(({ revisions }) => revisions.some(ofSource))?.revisions.find(ofSource);
  const isSource = action.actionTypeId.category === 'Source';
  return {
    actionName: action.name,
    ...(isSource && revision && { currentRevision: currentRevision(revision), ...links(revision) }),
    ...(last && { latestExecution: actionState(last) }),
  };
}

const currentRevision = ({ revisionId, revisionChangeIdentifier = revisionId, created = 0 }: SourceRevision) => ({
  revisionId,
  revisionChangeId: revisionChangeIdentifier.slice(0, 100),
  created,
});

const links = ({ revisionUrl }: SourceRevision) => (revisionUrl === undefined ? {} : { revisionUrl });
