import type { ActionExecution, Execution, StageRecord } from '../executions/execution';
import type { Executions } from '../executions/executions';
import type { RetryMode } from '../pipelines/declaration';
import type { World } from '../world';
import type { ActionState } from './stage-plan';

/** How far each action of a stage is, in the stage's attempt that counts. */
export function actionStateIn(
  execution: Execution,
  stageName: string,
  actions: readonly ActionExecution[],
): (action: string) => ActionState | undefined {
  const stage = execution.stages[stageName];
  return name => {
    const last = actions.findLast(one => one.stageName === stageName && one.actionName === name);
    if (!last || !stage || last.attempt < stage.countsFrom) return undefined;
    if (last.status === 'Succeeded') return 'succeeded';
    if (last.attempt < stage.attempt) return undefined;
    return last.status === 'InProgress' ? 'running' : 'failed';
  };
}

/** The execution goes from before its stage into it. */
export function enterStage(world: World, executions: Executions, id: string): void {
  const stage = executions.find(id)?.place?.stage ?? '';
  const now = world.clock.read();
  executions.change(id, { place: { stage, waiting: false } });
  executions.stage(id, stage, {
    status: 'InProgress',
    ...{ entered: now, started: now },
    ...{ attempt: 1, countsFrom: 1, manualRetries: 0, automaticRetries: 0 },
  });
}

export interface Retry {
  readonly mode: RetryMode;
  readonly by: 'AutomatedStageRetry' | 'ManualStageRetry';
  /** Epoch seconds. */
  readonly at: number;
}

/** The record of a stage that runs once more: with what failed, or with all of it. */
export function retried(record: StageRecord, { mode, by, at }: Retry): StageRecord {
  const attempt = record.attempt + 1;
  const isManual = by === 'ManualStageRetry';
  return {
    ...record,
    status: 'InProgress',
    entered: at,
    attempt,
    countsFrom: mode === 'ALL_ACTIONS' ? attempt : record.countsFrom,
    manualRetries: record.manualRetries + (isManual ? 1 : 0),
    automaticRetries: record.automaticRetries + (isManual ? 0 : 1),
    latestRetry: by,
  };
}
