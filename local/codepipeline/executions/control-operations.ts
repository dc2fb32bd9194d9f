import type { Operations } from '../../service/api/operations';
import type { PipelineEngine } from '../engine/pipeline-engine';
import { startRollback } from '../engine/rollback';
import { retried } from '../engine/stage-record';
import { conflict, PipelineError, validationError } from '../errors';
import { modeOf, type RetryMode } from '../pipelines/declaration';
import type { Pipelines } from '../pipelines/pipelines';
import type { World } from '../world';
import { type Execution, isOver, type StageRecord } from './execution';

interface Stop {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  readonly abandon?: boolean;
  readonly reason?: string;
}

interface Retry {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly pipelineExecutionId: string;
  readonly retryMode: RetryMode;
}

interface Rollback {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly targetPipelineExecutionId: string;
}

export interface ControlParts {
  readonly world: World;
  readonly pipelines: Pipelines;
  readonly engine: PipelineEngine;
}

/** Stopping, retrying and rolling back. */
export function controlOperations(parts: ControlParts): Operations {
  return {
    StopPipelineExecution: (request: Stop) => stop(parts, request),
    RetryStageExecution: (request: Retry) => retry(parts, request),
    RollbackStage: (request: Rollback) => rollback(parts, request),
  };
}

function stop({ pipelines, engine }: ControlParts, request: Stop): object {
  const { pipelineName, pipelineExecutionId, abandon = false, reason } = request;
  const { executions } = engine;
  pipelines.get(pipelineName);
  const { status, place, stages } = executions.get(pipelineName, pipelineExecutionId);
  if (isOver(status)) {
    throw new PipelineError(
      'PipelineExecutionNotStoppableException',
      `Pipeline execution ${pipelineExecutionId} can't be stopped: it is ${status}`,
    );
  }
  if (status === 'Stopping' && !abandon) {
    throw new PipelineError(
      'DuplicatedStopRequestException',
      `The pipeline execution ${pipelineExecutionId} is already in a Stopping state`,
    );
  }
  if (status !== 'Stopping') {
    executions.enter(pipelineExecutionId, 'Stopping', reason === undefined ? {} : { stopReason: reason });
    const record = stages[place?.stage ?? ''];
    if (record && !place?.waiting) {
      executions.stage(pipelineExecutionId, place?.stage ?? '', { ...record, status: 'Stopping' });
    }
  }
  if (abandon) engine.abandon(pipelineExecutionId);
  engine.advance(pipelineName);
  return { pipelineExecutionId };
}

function retry({ world, pipelines, engine }: ControlParts, request: Retry): object {
  const { pipelineName, stageName, pipelineExecutionId: id, retryMode: mode } = request;
  const { executions } = engine;
  pipelines.stage(pipelineName, stageName);
  const execution = executions.get(pipelineName, id);
  const record = requireRetryable(execution, stageName);
  const isParallel = execution.executionMode === 'PARALLEL';
  const others = executions.of(pipelineName).filter(one => one.pipelineExecutionId !== id);
  const isIn = ({ place }: Execution) => place?.stage === stageName && !place.waiting;
  if (!isParallel && others.some(isIn)) {
    throw conflict(`Stage ${stageName} of pipeline ${pipelineName} is in progress with another execution`);
  }
  if (!isParallel && others.some(({ stages }) => (stages[stageName]?.entered ?? 0) > record.entered)) {
    throw new PipelineError(
      'NotLatestPipelineExecutionException',
      `Pipeline execution ${id} is not the latest in stage ${stageName}`,
    );
  }
  const next = retried(record, { mode, by: 'ManualStageRetry', at: world.clock.read() });
  const { stopReason: _, attempt } = execution;
  executions.resume(id, {
    attempt: attempt + 1,
    place: { stage: stageName, waiting: false },
    stopReason: undefined as never,
  });
  executions.stage(id, stageName, next, 'RESUMED');
  engine.advance(pipelineName);
  return { pipelineExecutionId: id };
}

function requireRetryable({ status, stages, pipelineExecutionId }: Execution, stage: string): StageRecord {
  const record = stages[stage];
  const hasFailed = record?.status === 'Failed' || record?.status === 'Stopped';
  if (record && hasFailed && isOver(status)) return record;
  throw new PipelineError(
    'StageNotRetryableException',
    `Stage ${stage} can't be retried for execution ${pipelineExecutionId}: it must have failed or been stopped, and is ${record?.status ?? 'not started'}`,
  );
}

function rollback({ world, pipelines, engine }: ControlParts, request: Rollback): object {
  const { pipelineName, stageName: stage, targetPipelineExecutionId } = request;
  const { executions } = engine;
  const pipeline = pipelines.get(pipelineName);
  pipelines.stage(pipelineName, stage);
  const unable = (why: string) =>
    new PipelineError('UnableToRollbackStageException', `Unable to roll back stage ${stage}: ${why}`);
  if (pipeline.declaration.stages[0]?.name === stage) throw unable("a source stage can't be rolled back");
  if (modeOf(pipeline.declaration) === 'PARALLEL') throw validationError('Rollback is not available in PARALLEL mode');
  const target = executions.get(pipelineName, targetPipelineExecutionId);
  if (target.executionType === 'ROLLBACK') throw unable('the target execution is a rollback itself');
  if (target.stages[stage]?.status !== 'Succeeded') throw unable('the target execution must have succeeded in it');
  if (target.pipelineVersion !== pipeline.declaration.version) {
    throw new PipelineError(
      'PipelineExecutionOutdatedException',
      `Pipeline execution ${targetPipelineExecutionId} was made with another structure of the pipeline`,
    );
  }
  const trigger = { triggerType: 'ManualRollback', triggerDetail: targetPipelineExecutionId } as const;
  const started = startRollback({ world, executions, pipeline }, { target, stage, trigger });
  engine.advance(pipelineName);
  return { pipelineExecutionId: started.pipelineExecutionId };
}
