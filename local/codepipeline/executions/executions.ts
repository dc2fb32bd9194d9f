import type { Collection } from '../../sagemaker/store/collection';
import { executionNotFound } from '../errors';
import type { World } from '../world';
import type { ActionExecution, Execution, ExecutionStatus, StageRecord, StageStatus } from './execution';
import { isOver } from './execution';
import { actionEvent, executionEvent, stageEvent } from './execution-events';

/** Executions and the runs of their actions. Every change is written down first, then told to the event bus. */
export class Executions {
  private readonly kept: Collection<Execution>;
  private readonly actions: Collection<ActionExecution>;

  constructor(private readonly world: World) {
    this.kept = world.collection<Execution>('executions');
    this.actions = world.collection<ActionExecution>('action-executions');
  }

  /** Oldest first. */
  of(pipeline: string): readonly Execution[] {
    return [...this.kept.values()].filter(({ pipelineName }) => pipelineName === pipeline);
  }

  open(pipeline: string): readonly Execution[] {
    return this.of(pipeline).filter(({ status }) => !isOver(status));
  }

  /** @throws PipelineError PipelineExecutionNotFoundException */
  get(pipeline: string, id: string): Execution {
    const found = this.kept.get(id);
    if (found?.pipelineName === pipeline) return found;
    throw executionNotFound(id);
  }

  find(id: string): Execution | undefined {
    return this.kept.get(id);
  }

  add(execution: Execution): Execution {
    this.kept.put(execution.pipelineExecutionId, execution);
    this.tell(execution, 'STARTED');
    return execution;
  }

  change(id: string, change: Partial<Execution>): Execution {
    return this.kept.change(id, { ...change, lastUpdateTime: this.world.clock.read() });
  }

  /** Ends an execution, or begins to stop it. */
  enter(id: string, status: ExecutionStatus, change: Partial<Execution> = {}): Execution {
    const over = isOver(status) ? { place: undefined as never } : {};
    const execution = this.change(id, { ...change, ...over, status });
    this.tell(execution, EVENT_STATES[status]);
    return execution;
  }

  /** A stage of an ended execution runs again. */
  resume(id: string, change: Partial<Execution>): void {
    this.tell(this.change(id, { ...change, status: 'InProgress' }), 'RESUMED');
  }

  stage(id: string, name: string, record: StageRecord, state?: 'STARTED' | 'RESUMED'): Execution {
    const { stages } = this.kept.get(id) as Execution;
    const execution = this.change(id, { stages: { ...stages, [name]: record } });
    const told = state ?? EVENT_STATES[record.status as StageStatus];
    this.world.events.emit(stageEvent(this.world.scope, execution, { name, record, state: told }));
    return execution;
  }

  addAction(action: ActionExecution): ActionExecution {
    this.actions.put(action.actionExecutionId, action);
    this.tellAction(action);
    return action;
  }

  action(id: string): ActionExecution | undefined {
    return this.actions.get(id);
  }

  /** Changes the record of an action that runs; one that has ended stays as it is. */
  changeAction(id: string, change: Partial<ActionExecution>): ActionExecution {
    const before = this.actions.get(id);
    if (!before) throw new Error(`codepipeline: action ${id} must be known, got none`);
    if (before.status !== 'InProgress') return before;
    const action = this.actions.change(id, { ...change, lastUpdateTime: this.world.clock.read() });
    if (action.status !== 'InProgress') this.tellAction(action);
    return action;
  }

  actionsOf(executionId: string): readonly ActionExecution[] {
    return [...this.actions.values()].filter(({ pipelineExecutionId }) => pipelineExecutionId === executionId);
  }

  /** Of all executions of a pipeline, oldest first. */
  actionsIn(pipeline: string): readonly ActionExecution[] {
    return [...this.actions.values()].filter(({ pipelineName }) => pipelineName === pipeline);
  }

  findAction(accepts: (action: ActionExecution) => boolean): ActionExecution | undefined {
    return [...this.actions.values()].find(accepts);
  }

  forget(pipeline: string): void {
    for (const { actionExecutionId } of this.actionsIn(pipeline)) this.actions.delete(actionExecutionId);
    for (const { pipelineExecutionId } of this.of(pipeline)) this.kept.delete(pipelineExecutionId);
  }

  private tell(execution: Execution, state: string): void {
    this.world.events.emit(executionEvent(this.world.scope, execution, state));
  }

  private tellAction(action: ActionExecution): void {
    const execution = this.kept.get(action.pipelineExecutionId);
    if (execution) this.world.events.emit(actionEvent(this.world.scope, execution, action));
  }
}

const EVENT_STATES: Readonly<Record<ExecutionStatus, string>> = {
  InProgress: 'STARTED',
  Cancelled: 'CANCELED',
  Stopped: 'STOPPED',
  Stopping: 'STOPPING',
  Succeeded: 'SUCCEEDED',
  Superseded: 'SUPERSEDED',
  Failed: 'FAILED',
};
