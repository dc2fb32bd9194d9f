import { validationError } from '../../errors';
import type { Operations } from '../../operations';
import { type ListRequest, listPage } from '../../store/list-page';
import type { World } from '../../world';
import type { PipelineEngine, RetryRequest } from '../engine/pipeline-engine';
import type { Pipelines } from '../pipelines';
import { StepFailed } from '../steps/step-failed';
import type { Execution, NamedValue, Parallelism, StartExecutionRequest, StepRecord } from './execution';

interface OfExecution {
  readonly PipelineExecutionArn: string;
}

interface UpdateRequest extends OfExecution {
  readonly PipelineExecutionDescription?: string;
  readonly PipelineExecutionDisplayName?: string;
  readonly ParallelismConfiguration?: Parallelism;
}

interface ListExecutions extends ListRequest {
  readonly PipelineName: string;
  readonly CreatedAfter?: number;
  readonly CreatedBefore?: number;
}

interface AnswerRequest {
  readonly CallbackToken: string;
  readonly OutputParameters?: readonly NamedValue[];
  readonly FailureReason?: string;
}

type Api = Pick<World, 'api' | 'clock'>;

export function executionOperations(world: Api, engine: PipelineEngine, pipelines: Pipelines): Operations {
  return { ...changes(world, engine), ...looks(world, engine), ...lists(world, engine, pipelines) };
}

const arnOnly = ({ PipelineExecutionArn }: OfExecution) => ({ PipelineExecutionArn });

function changes({ clock }: Api, engine: PipelineEngine): Operations {
  return {
    StartPipelineExecution: (request: StartExecutionRequest) => arnOnly(engine.start(request)),
    StopPipelineExecution: (request: OfExecution) => {
      engine.stop(request.PipelineExecutionArn);
      return arnOnly(request);
    },
    RetryPipelineExecution: (request: RetryRequest) => {
      engine.retry(request);
      return arnOnly(request);
    },
    UpdatePipelineExecution: ({ PipelineExecutionArn, ...change }: UpdateRequest) => {
      engine.executions.get(PipelineExecutionArn);
      engine.executions.records.change(PipelineExecutionArn, { ...change, LastModifiedTime: clock.read() });
      engine.changed(PipelineExecutionArn);
      return { PipelineExecutionArn };
    },
    SendPipelineExecutionStepSuccess: ({ CallbackToken, OutputParameters = [] }: AnswerRequest) => ({
      PipelineExecutionArn: engine.answer(CallbackToken, OutputParameters),
    }),
    SendPipelineExecutionStepFailure: ({ CallbackToken, FailureReason = 'no reason given' }: AnswerRequest) => ({
      PipelineExecutionArn: engine.answer(CallbackToken, new StepFailed(`ClientError: ${FailureReason}`)),
    }),
  };
}

function looks({ api }: Api, { executions }: PipelineEngine): Operations {
  return {
    DescribePipelineExecution: ({ PipelineExecutionArn }: OfExecution) =>
      api.pick('DescribePipelineExecutionResponse', { ...executions.get(PipelineExecutionArn) }),
    DescribePipelineDefinitionForExecution: ({ PipelineExecutionArn }: OfExecution) => {
      const execution = executions.get(PipelineExecutionArn);
      return { PipelineDefinition: executions.definitionOf(execution), CreationTime: execution.CreationTime };
    },
  };
}

const bySteps = { name: (step: StepRecord) => step.StepName, created: (step: StepRecord) => step.StartTime };
const byArn = {
  name: (execution: Execution) => execution.PipelineExecutionArn,
  created: (execution: Execution) => execution.CreationTime,
};

function lists({ api }: Api, { executions }: PipelineEngine, pipelines: Pipelines): Operations {
  return {
    ListPipelineExecutions: ({ PipelineName, CreatedAfter, CreatedBefore, ...request }: ListExecutions) => {
      const { PipelineArn } = pipelines.get(PipelineName);
      const own = [...executions.records.values()].filter(one => one.PipelineArn === PipelineArn);
      const times = { CreationTimeAfter: CreatedAfter, CreationTimeBefore: CreatedBefore } as ListRequest;
      const SortBy = request.SortBy === 'PipelineExecutionArn' ? 'Name' : 'CreationTime';
      const { records, NextToken } = listPage(own, { ...request, ...times, SortBy }, byArn);
      const summaries = records.map(({ CreationTime: StartTime, FailureReason, ...one }) =>
        api.pick('PipelineExecutionSummary', { ...one, StartTime, PipelineExecutionFailureReason: FailureReason }),
      );
      return { PipelineExecutionSummaries: summaries, ...(NextToken && { NextToken }) };
    },
    ListPipelineExecutionSteps: ({ PipelineExecutionArn: arn, ...request }: Partial<OfExecution> & ListRequest) => {
      if (arn === undefined) throw validationError('PipelineExecutionArn must be given.');
      executions.get(arn);
      const { records, NextToken } = listPage(executions.stepsOf(arn), request, bySteps);
      const steps = records.map(step => api.pick('PipelineExecutionStep', { ...step }));
      return { PipelineExecutionSteps: steps, ...(NextToken && { NextToken }) };
    },
    ListPipelineParametersForExecution: ({ PipelineExecutionArn, ...request }: OfExecution & ListRequest) => {
      const { Parameters } = executions.get(PipelineExecutionArn);
      const inOrder = Parameters.map((parameter, at) => ({ parameter, at }));
      const listing = { name: () => '', created: ({ at }: { at: number }) => at, defaultOrder: 'Ascending' as const };
      const { records, NextToken } = listPage(inOrder, request, listing);
      return { PipelineParameters: records.map(({ parameter }) => parameter), ...(NextToken && { NextToken }) };
    },
  };
}
