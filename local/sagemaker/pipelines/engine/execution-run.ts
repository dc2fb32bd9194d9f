import { setMaxListeners } from 'node:events';
import { RoleCaller } from '../../cloud/role-caller';
import type { World } from '../../world';
import type { StepCache } from '../cache/step-cache';
import { type Graph, graphOf } from '../definition/graph';
import { type Execution, hasEnded, isOver, type StepRecord } from '../executions/execution';
import type { Executions } from '../executions/executions';
import type { Facts } from '../expressions/evaluate';
import type { StepKind } from '../steps/step-kind';
import { executionEnd } from './execution-end';
import { executionFacts } from './execution-facts';
import { type Progress, plan, type StepState } from './plan';
import { StepRun } from './step-run';

export interface EngineParts {
  readonly world: World;
  readonly executions: Executions;
  readonly cache: StepCache;
  readonly kinds: Readonly<Record<string, StepKind>>;
}

/** An execution that is under way. What it does next follows from what is written down, so it can be taken up again. */
export class ExecutionRun {
  private readonly graph: Graph;
  private readonly facts: Facts;
  private readonly role: RoleCaller;
  private readonly stopping = new AbortController();
  private killed = false;

  constructor(
    private readonly parts: EngineParts,
    private readonly arn: string,
    private readonly onEnd: () => void,
  ) {
    const { world, executions } = parts;
    const execution = executions.get(arn);
    const selected = execution.SelectiveExecutionConfig?.SelectedSteps.map(({ StepName }) => StepName);
    this.graph = graphOf(executions.definitionOf(execution), selected && new Set(selected));
    this.role = new RoleCaller(world, { arn: execution.RoleArn, source: execution.PipelineArn });
    this.facts = executionFacts({
      execution,
      parameters: this.graph.parameters,
      steps: this.graph.steps,
      record: name => executions.step(arn, name),
      role: this.role,
    });
    // A listener for each step that runs.
    setMaxListeners(0, this.stopping.signal);
    if (execution.PipelineExecutionStatus === 'Stopping') this.stopping.abort();
  }

  /** Starts every step whose turn it is; ends the execution when there is none and nothing runs. */
  advance(): void {
    if (this.killed || isOver(this.execution.PipelineExecutionStatus)) return;
    const next = plan(this.graph.planned, this.progress());
    for (const name of next.start) this.start(name);
    if (next.over) this.end();
  }

  /** Goes on after a restart of the service: steps that ran are taken up, or have failed. */
  resume(): void {
    const running = this.parts.executions.stepsOf(this.arn).filter(({ StepStatus }) => !hasEnded(StepStatus));
    for (const record of running) this.run(record.StepName, record);
    this.advance();
  }

  /** Asks the steps that run to end; no other is started. */
  stop(): void {
    for (const { StepName, StepStatus } of this.parts.executions.stepsOf(this.arn)) {
      if (!hasEnded(StepStatus)) this.parts.executions.changeStep(this.arn, StepName, { StepStatus: 'Stopping' });
    }
    this.stopping.abort();
    this.advance();
  }

  /** The service stops: what was written down stays as it is. */
  kill(): void {
    this.killed = true;
  }

  private get execution(): Execution {
    return this.parts.executions.get(this.arn);
  }

  private progress(): Progress {
    const { executions } = this.parts;
    return {
      state: name => stateOf(executions.step(this.arn, name)),
      taken: name => {
        const outcome = executions.step(this.arn, name)?.Values?.['Outcome'];
        return outcome === undefined ? undefined : outcome === 'True' ? 'IfSteps' : 'ElseSteps';
      },
      mostRunning: this.execution.ParallelismConfiguration?.MaxParallelExecutionSteps,
      stopping: this.stopping.signal.aborted,
    };
  }

  private start(name: string): void {
    const { type, step } = this.graph.steps.get(name) ?? { type: '', step: {} };
    const { DisplayName, Description } = step as { DisplayName?: string; Description?: string };
    this.parts.executions.addStep({
      StepName: name,
      ...(DisplayName && { StepDisplayName: DisplayName }),
      ...(Description && { StepDescription: Description }),
      StepType: type,
      StepStatus: 'Starting',
      StartTime: this.parts.world.clock.read(),
      AttemptCount: 1,
      PipelineExecutionArn: this.arn,
    });
    this.run(name);
  }

  private run(name: string, resumed?: StepRecord): void {
    const { world, executions, cache, kinds } = this.parts;
    const step = this.graph.steps.get(name);
    const kind = kinds[step?.type ?? ''];
    if (!step || !kind) throw new Error(`pipelines: ${this.arn} must know step ${name}, got none`);
    const change = (changes: Partial<StepRecord>) =>
      this.killed ? undefined : executions.changeStep(this.arn, name, this.ordered(changes));
    const stepRun = new StepRun({
      ...{ world, cache, kind, step, change },
      role: this.role,
      facts: this.facts,
      execution: this.execution,
      stopping: this.stopping.signal,
    });
    stepRun
      .run(resumed)
      .then(() => this.advance())
      .catch(error => world.log(`${this.arn}: ${(error as Error).stack}`));
  }

  /** A step that is being stopped does not go back to Executing. */
  private ordered({ StepStatus, ...rest }: Partial<StepRecord>): Partial<StepRecord> {
    const late = StepStatus === 'Executing' && this.stopping.signal.aborted;
    return { ...rest, ...(StepStatus && { StepStatus: late ? 'Stopping' : StepStatus }) };
  }

  private end(): void {
    const { executions } = this.parts;
    const { status, reason } = executionEnd(executions.stepsOf(this.arn), this.stopping.signal.aborted);
    executions.enter(this.arn, status, reason ? { FailureReason: reason } : {});
    this.onEnd();
  }
}

function stateOf(record: StepRecord | undefined): StepState | undefined {
  if (!record) return undefined;
  if (record.StepStatus === 'Succeeded') return 'succeeded';
  if (record.StepStatus === 'Failed') return 'failed';
  return record.StepStatus === 'Stopped' ? 'stopped' : 'running';
}
