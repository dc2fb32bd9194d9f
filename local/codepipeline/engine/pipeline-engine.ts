import { randomUUID } from 'node:crypto';
import { kindOf } from '../actions/action-kinds';
import type { ActionAnswer, ActionExecution, Execution } from '../executions/execution';
import type { Executions } from '../executions/executions';
import { type ActionDeclaration, modeOf, type Pipeline, type StageDeclaration } from '../pipelines/declaration';
import type { Pipelines } from '../pipelines/pipelines';
import type { World } from '../world';
import { ActionRun } from './action-run';
import { Answers } from './answers';
import { planQueue } from './queue-plan';
import { StageEnds } from './stage-ends';
import { planStage } from './stage-plan';
import { actionStateIn, enterStage } from './stage-record';

/** Executes pipelines. What happens next follows from what is written down, so it can be taken up after a restart. */
export class PipelineEngine {
  private readonly answers = new Answers();
  private readonly runs = new Map<string, ActionRun>();
  private readonly ends: StageEnds;
  private killed = false;

  constructor(
    private readonly world: World,
    private readonly pipelines: Pipelines,
    readonly executions: Executions,
  ) {
    this.ends = new StageEnds(world, executions);
  }

  /** Goes on with everything that was under way when the service ended. */
  recover(): void {
    for (const { declaration } of this.pipelines.records.values()) {
      for (const execution of this.executions.open(declaration.name)) {
        for (const action of this.executions.actionsOf(execution.pipelineExecutionId)) {
          if (action.status === 'InProgress') this.takeUp(execution, action);
        }
      }
      this.advance(declaration.name);
    }
  }

  /** The service stops: what was written down stays as it is. */
  kill(): void {
    this.killed = true;
    for (const run of this.runs.values()) run.abandon();
  }

  /** Does all that can be done now: starts actions, ends stages and executions, lets executions into stages. */
  advance(name: string): void {
    if (this.killed || !this.pipelines.records.has(name)) return;
    const pipeline = this.pipelines.get(name);
    while (this.work(pipeline) || this.moveUp(pipeline)) {}
  }

  /** Writes down what a person or a function answered, and hands it to the action that waits for it. */
  answer(id: string, answer: ActionAnswer, change: Partial<ActionExecution> = {}): void {
    this.executions.changeAction(id, { ...change, answer });
    this.answers.give(id, answer);
  }

  /** Lets go of every action of an execution that runs. */
  abandon(executionId: string): void {
    for (const { actionExecutionId: id, status } of this.executions.actionsOf(executionId)) {
      if (status !== 'InProgress') continue;
      this.runs.get(id)?.abandon();
      this.runs.delete(id);
      this.answers.forget(id);
      this.executions.changeAction(id, { status: 'Abandoned' });
    }
  }

  /** One round over the executions that are in a stage; whether anything changed place. */
  private work(pipeline: Pipeline): boolean {
    let moved = false;
    for (const execution of this.executions.open(pipeline.declaration.name)) {
      if (execution.place && !execution.place.waiting) moved = this.workIn(pipeline, execution) || moved;
      else if (execution.status === 'Stopping') {
        this.executions.enter(execution.pipelineExecutionId, 'Stopped');
        moved = true;
      }
    }
    return moved;
  }

  private workIn(pipeline: Pipeline, execution: Execution): boolean {
    const stage = stageOf(pipeline, execution.place?.stage ?? '');
    if (!stage) return false;
    const actions = this.executions.actionsOf(execution.pipelineExecutionId);
    const planned = stage.actions.map(({ name, runOrder = 1 }) => ({ name, runOrder }));
    const state = actionStateIn(execution, stage.name, actions);
    const plan = planStage(planned, state, execution.status === 'Stopping');
    for (const action of stage.actions.filter(({ name }) => plan.start.includes(name))) {
      this.start(pipeline, { execution, stage, action });
    }
    if (!plan.end) return false;
    this.ends.end(pipeline, { execution, stage, how: plan.end });
    return true;
  }

  private moveUp(pipeline: Pipeline): boolean {
    const open = this.executions.open(pipeline.declaration.name);
    const queued = open.map(({ pipelineExecutionId: id, startTime: order, place, executionType }) => ({
      ...{ id, order },
      stage: place?.stage ?? '',
      waiting: place?.waiting ?? true,
      rollback: executionType === 'ROLLBACK',
    }));
    const plan = planQueue(modeOf(pipeline.declaration), queued, stage => stage in pipeline.closed);
    for (const id of plan.superseded) this.executions.enter(id, 'Superseded');
    for (const id of plan.enter) enterStage(this.world, this.executions, id);
    return plan.enter.length > 0;
  }

  private start(pipeline: Pipeline, { execution, stage, action }: Starting): void {
    const now = this.world.clock.read();
    const record = this.executions.addAction({
      pipelineName: pipeline.declaration.name,
      pipelineVersion: pipeline.declaration.version,
      pipelineExecutionId: execution.pipelineExecutionId,
      actionExecutionId: randomUUID(),
      stageName: stage.name,
      actionName: action.name,
      attempt: execution.stages[stage.name]?.attempt ?? 1,
      status: 'InProgress',
      ...{ startTime: now, lastUpdateTime: now },
      actionTypeId: action.actionTypeId,
      configuration: action.configuration ?? {},
      ...(action.roleArn !== undefined && { roleArn: action.roleArn }),
      region: action.region ?? this.world.scope.region,
      ...(action.namespace !== undefined && { namespace: action.namespace }),
      inputArtifacts: (action.inputArtifacts ?? []).flatMap(({ name }) => execution.artifacts[name] ?? []),
      outputArtifacts: [],
    });
    this.run(pipeline, { execution, action, record });
  }

  private takeUp(execution: Execution, record: ActionExecution): void {
    const pipeline = this.pipelines.get(execution.pipelineName);
    const stage = stageOf(pipeline, record.stageName);
    const action = stage?.actions.find(({ name }) => name === record.actionName);
    if (action) this.run(pipeline, { execution, action, record });
  }

  private run(pipeline: Pipeline, { execution, action, record }: Running): void {
    const { world, executions, answers } = this;
    const kind = kindOf(action.actionTypeId);
    const id = record.actionExecutionId;
    if (!kind) throw new Error(`codepipeline: action ${action.name} must be of a known type`);
    const run = new ActionRun({ world, executions, answers, pipeline, execution, action, kind }, id);
    this.runs.set(id, run);
    run
      .run()
      .catch(error => world.log(`codepipeline: ${action.name}: ${(error as Error).stack}`))
      .finally(() => {
        this.runs.delete(id);
        this.answers.forget(id);
        this.advance(pipeline.declaration.name);
      });
  }
}

interface Starting {
  readonly execution: Execution;
  readonly stage: StageDeclaration;
  readonly action: ActionDeclaration;
}

interface Running {
  readonly execution: Execution;
  readonly action: ActionDeclaration;
  readonly record: ActionExecution;
}

const stageOf = ({ declaration }: Pipeline, name: string): StageDeclaration | undefined =>
  declaration.stages.find(stage => stage.name === name);
