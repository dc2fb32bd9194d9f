import type { Caller, Operations } from '../../service/api/operations';
import type { PipelineEngine } from '../engine/pipeline-engine';
import { PipelineError } from '../errors';
import type { Pipelines } from '../pipelines/pipelines';
import type { World } from '../world';

interface Result {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly actionName: string;
  readonly token: string;
  readonly result: { readonly summary: string; readonly status: 'Approved' | 'Rejected' };
}

export interface ApprovalParts {
  readonly world: World;
  readonly pipelines: Pipelines;
  readonly engine: PipelineEngine;
}

export function approvalOperations({ world, pipelines, engine }: ApprovalParts): Operations {
  return {
    PutApprovalResult: ({ pipelineName, stageName, actionName, token, result }: Result, { arn }: Caller) => {
      const stage = pipelines.stage(pipelineName, stageName);
      if (!stage.actions.some(({ name }) => name === actionName)) {
        throw new PipelineError('ActionNotFoundException', `Action ${actionName} does not exist in stage ${stageName}`);
      }
      const action = engine.executions.findAction(one => one.token === token);
      const fits =
        action?.pipelineName === pipelineName && action.stageName === stageName && action.actionName === actionName;
      if (!action || !fits) throw new PipelineError('InvalidApprovalTokenException', 'Invalid approval token');
      if (action.status !== 'InProgress' || action.answer) {
        throw new PipelineError('ApprovalAlreadyCompletedException', `The approval action ${actionName} is completed`);
      }
      const kind = result.status === 'Approved' ? 'succeeded' : 'failed';
      engine.answer(action.actionExecutionId, { kind, summary: result.summary }, { updatedBy: arn });
      return { approvedAt: world.clock.read() };
    },
  };
}
