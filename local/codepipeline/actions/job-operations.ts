import type { Operations } from '../../service/api/operations';
import type { PipelineEngine } from '../engine/pipeline-engine';
import { PipelineError } from '../errors';
import type { ActionExecution } from '../executions/execution';
import type { Configuration } from '../pipelines/declaration';
import type { Pipelines } from '../pipelines/pipelines';
import type { World } from '../world';
import { located } from './lambda-invoke';

interface OfJob {
  readonly jobId: string;
}

interface Success extends OfJob {
  readonly continuationToken?: string;
  readonly executionDetails?: {
    readonly summary?: string;
    readonly externalExecutionId?: string;
    readonly percentComplete?: number;
  };
  readonly outputVariables?: Configuration;
}

interface Failure extends OfJob {
  readonly failureDetails: { readonly type: string; readonly message: string; readonly externalExecutionId?: string };
}

export interface JobParts {
  readonly world: World;
  readonly pipelines: Pipelines;
  readonly engine: PipelineEngine;
}

/** What a function calls that an action has invoked. */
export function jobOperations(parts: JobParts): Operations {
  const { engine } = parts;
  const running = (jobId: string): ActionExecution => {
    const action = jobOf(engine, jobId);
    if (action.status === 'InProgress' && !action.answer) return action;
    throw new PipelineError('InvalidJobStateException', `Job ${jobId} must be in progress, got ${action.status}`);
  };
  return {
    PutJobSuccessResult: ({ jobId, continuationToken, executionDetails = {}, outputVariables }: Success) => {
      const { actionExecutionId } = running(jobId);
      const { summary, externalExecutionId, percentComplete } = executionDetails;
      engine.answer(
        actionExecutionId,
        {
          kind: 'succeeded',
          ...(summary !== undefined && { summary }),
          ...(externalExecutionId !== undefined && { externalExecutionId }),
          ...(outputVariables && { variables: outputVariables }),
          ...(continuationToken !== undefined && { continuationToken }),
        },
        percentComplete === undefined ? {} : { percentComplete },
      );
      return {};
    },
    PutJobFailureResult: ({
      jobId,
      failureDetails: { type: code, message: summary, externalExecutionId },
    }: Failure) => {
      const { actionExecutionId } = running(jobId);
      const id = externalExecutionId === undefined ? {} : { externalExecutionId };
      engine.answer(actionExecutionId, { kind: 'failed', summary, code, ...id });
      return {};
    },
    GetJobDetails: ({ jobId }: OfJob) => jobDetails(parts, jobOf(engine, jobId)),
  };
}

function jobOf(engine: PipelineEngine, jobId: string): ActionExecution {
  const found = engine.executions.findAction(one => one.jobId === jobId);
  if (found) return found;
  throw new PipelineError('JobNotFoundException', `Job ${jobId} does not exist`);
}

/** Without credentials: the function has got them in its event. */
function jobDetails({ world, pipelines }: JobParts, action: ActionExecution): object {
  const { pipelineName, pipelineExecutionId, stageName, actionName: name, actionExecutionId } = action;
  return {
    jobDetails: {
      id: action.jobId,
      accountId: world.scope.account,
      data: {
        actionTypeId: action.actionTypeId,
        actionConfiguration: { configuration: action.resolvedConfiguration ?? {} },
        pipelineContext: {
          pipelineName,
          pipelineArn: pipelines.get(pipelineName).arn,
          pipelineExecutionId,
          stage: { name: stageName },
          action: { name, actionExecutionId },
        },
        inputArtifacts: action.inputArtifacts.map(located),
        outputArtifacts: action.outputArtifacts.map(located),
        ...(action.continuationToken !== undefined && { continuationToken: action.continuationToken }),
      },
    },
  };
}
