import type { Caller, Operations } from '../../service/api/operations';
import type { PipelineEngine } from '../engine/pipeline-engine';
import { PipelineError } from '../errors';
import { type PageRequest, pageOf } from '../pages';
import type { Pipelines } from '../pipelines/pipelines';
import type { ActionExecution, StartRequest } from './execution';
import { actionDetail, executionSummary, executionView } from './execution-views';
import { pipelineState } from './pipeline-state';
import type { Starter } from './starter';

interface OfExecution {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
}

interface ListExecutions extends PageRequest {
  readonly pipelineName: string;
  readonly filter?: { readonly succeededInStage?: { readonly stageName?: string } };
}

interface ListActions extends PageRequest {
  readonly pipelineName: string;
  readonly filter?: {
    readonly pipelineExecutionId?: string;
    readonly latestInPipelineExecution?: {
      readonly pipelineExecutionId: string;
      readonly startTimeRange: 'Latest' | 'All';
    };
  };
}

export interface ExecutionParts {
  readonly pipelines: Pipelines;
  readonly engine: PipelineEngine;
  readonly starter: Starter;
}

export function executionOperations({ pipelines, engine, starter }: ExecutionParts): Operations {
  const { executions } = engine;
  return {
    StartPipelineExecution: (request: StartRequest, { arn: triggerDetail }: Caller) => {
      const { pipelineExecutionId } = starter.start(request, { triggerType: 'StartPipelineExecution', triggerDetail });
      return { pipelineExecutionId };
    },
    GetPipelineExecution: ({ pipelineName, pipelineExecutionId }: OfExecution) => {
      pipelines.get(pipelineName);
      return { pipelineExecution: executionView(executions.get(pipelineName, pipelineExecutionId)) };
    },
    GetPipelineState: ({ name }: { readonly name: string }) =>
      pipelineState({
        pipeline: pipelines.get(name),
        executions: executions.of(name),
        actions: executions.actionsIn(name),
      }),
    ListPipelineExecutions: ({ pipelineName, filter, ...page }: ListExecutions) => {
      pipelines.get(pipelineName);
      const stage = filter?.succeededInStage?.stageName;
      const all = executions.of(pipelineName).toReversed();
      const chosen = stage === undefined ? all : all.filter(({ stages }) => stages[stage]?.status === 'Succeeded');
      const { records, nextToken } = pageOf(chosen, page, one => one.pipelineExecutionId);
      return { pipelineExecutionSummaries: records.map(executionSummary), ...(nextToken && { nextToken }) };
    },
    ListActionExecutions: ({ pipelineName, filter = {}, ...page }: ListActions) => {
      pipelines.get(pipelineName);
      const { pipelineExecutionId, latestInPipelineExecution: latest } = filter;
      if (pipelineExecutionId && latest) {
        throw new PipelineError('ValidationException', 'filter must name one execution, got two');
      }
      const id = pipelineExecutionId ?? latest?.pipelineExecutionId;
      if (id !== undefined) executions.get(pipelineName, id);
      const actions = id === undefined ? executions.actionsIn(pipelineName) : executions.actionsOf(id);
      const chosen = latest?.startTimeRange === 'Latest' ? latestOnly(actions) : actions;
      const { records, nextToken } = pageOf(chosen.toReversed(), page, one => one.actionExecutionId);
      return { actionExecutionDetails: records.map(actionDetail), ...(nextToken && { nextToken }) };
    },
    // There are no rules: stages with conditions are refused.
    ListRuleExecutions: ({ pipelineName }: OfExecution) => {
      pipelines.get(pipelineName);
      return { ruleExecutionDetails: [] };
    },
  };
}

/** The last run of each action. */
function latestOnly(actions: readonly ActionExecution[]): readonly ActionExecution[] {
  const last = new Map(actions.map(action => [`${action.stageName}/${action.actionName}`, action]));
  return [...last.values()];
}
