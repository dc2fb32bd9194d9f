import type { Execution, StageRecord, StageStatus } from '../executions/execution';
import type { Executions } from '../executions/executions';
import { modeOf, type Pipeline, type StageDeclaration } from '../pipelines/declaration';
import type { World } from '../world';
import { lastSuccess, startRollback } from './rollback';
import { retried } from './stage-record';

export interface Ending {
  readonly execution: Execution;
  readonly stage: StageDeclaration;
  readonly how: 'succeeded' | 'failed' | 'stopped';
}

/** What follows the end of a stage: the next one, the end of the execution, a retry, a rollback. */
export class StageEnds {
  constructor(
    private readonly world: World,
    private readonly executions: Executions,
  ) {}

  end(pipeline: Pipeline, ending: Ending): void {
    const { execution, stage, how } = ending;
    const id = execution.pipelineExecutionId;
    if (how === 'failed' && execution.status !== 'Stopping') {
      this.fail(pipeline, ending);
      return;
    }
    if (how !== 'succeeded') {
      this.mark(execution, stage.name, how === 'failed' ? 'Failed' : 'Stopped');
      this.executions.enter(id, 'Stopped');
      return;
    }
    this.mark(execution, stage.name, 'Succeeded');
    const { stages } = pipeline.declaration;
    const next = stages[stages.findIndex(({ name }) => name === stage.name) + 1];
    const isLast = !next || execution.executionType === 'ROLLBACK';
    if (isLast) this.executions.enter(id, execution.status === 'Stopping' ? 'Stopped' : 'Succeeded');
    else this.executions.change(id, { place: { stage: next.name, waiting: true } });
  }

  private mark(execution: Execution, name: string, status: StageStatus): void {
    const record = this.executions.find(execution.pipelineExecutionId)?.stages[name] as StageRecord;
    this.executions.stage(execution.pipelineExecutionId, name, { ...record, status });
  }

  /** By the stage's onFailure: once more, back to what succeeded last, or the end. */
  private fail(pipeline: Pipeline, { execution, stage }: Ending): void {
    const { result, retryConfiguration } = stage.onFailure ?? {};
    const record = execution.stages[stage.name] as StageRecord;
    const id = execution.pipelineExecutionId;
    this.mark(execution, stage.name, 'Failed');
    if (result === 'RETRY' && record.automaticRetries === 0) {
      const mode = retryConfiguration?.retryMode ?? 'FAILED_ACTIONS';
      const retry = { mode, by: 'AutomatedStageRetry', at: this.world.clock.read() } as const;
      this.executions.stage(id, stage.name, retried({ ...record, status: 'Failed' }, retry), 'RESUMED');
      this.executions.change(id, { attempt: execution.attempt + 1 });
      return;
    }
    this.executions.enter(id, 'Failed');
    if (result !== 'ROLLBACK' || execution.executionType === 'ROLLBACK') return;
    if (modeOf(pipeline.declaration) === 'PARALLEL') return;
    const target = lastSuccess(this.executions.of(pipeline.declaration.name), { stage: stage.name, before: execution });
    if (!target) return;
    const trigger = { triggerType: 'AutomatedRollback', triggerDetail: id } as const;
    startRollback({ world: this.world, executions: this.executions, pipeline }, { target, stage: stage.name, trigger });
  }
}
