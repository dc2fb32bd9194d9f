import { conflict, SageMakerError } from '../../errors';
import type { World } from '../../world';
import { StepCache } from '../cache/step-cache';
import {
  type Execution,
  isOver,
  type NamedValue,
  type Parallelism,
  type StartExecutionRequest,
} from '../executions/execution';
import { Executions } from '../executions/executions';
import { startExecution } from '../executions/start-execution';
import type { Pipelines } from '../pipelines';
import { Callbacks } from '../steps/callbacks';
import type { Idle } from '../steps/endpoint-step';
import type { Ended } from '../steps/job-step';
import { StepFailed } from '../steps/step-failed';
import { stepKinds } from '../steps/step-kinds';
import { type EngineParts, ExecutionRun } from './execution-run';

export interface EngineOptions {
  readonly pipelines: Pipelines;
  readonly ended: Ended;
  readonly idle: Idle;
  /** How long a callback step waits for somebody; default 7 days. */
  readonly callbackLimitSeconds?: number;
}

const WEEK_SECONDS = 604_800;

export interface RetryRequest {
  readonly PipelineExecutionArn: string;
  readonly ClientRequestToken: string;
  readonly ParallelismConfiguration?: Parallelism;
}

/** Executes pipelines. Everything that an execution has done is written down at once, so it survives a restart. */
export class PipelineEngine {
  readonly executions: Executions;
  private readonly parts: EngineParts;
  private readonly runs = new Map<string, ExecutionRun>();
  private readonly callbacks = new Callbacks();

  constructor(
    private readonly world: World,
    private readonly options: EngineOptions,
  ) {
    const { ended, idle, callbackLimitSeconds = WEEK_SECONDS } = options;
    this.executions = new Executions(world);
    const kinds = stepKinds({ ended, idle, callbacks: this.callbacks, callbackLimitSeconds });
    this.parts = { world, executions: this.executions, cache: new StepCache(this.executions), kinds };
  }

  start(request: StartExecutionRequest): Execution {
    const { world, executions } = this;
    const { execution, repeated } = startExecution({ world, executions, pipelines: this.options.pipelines }, request);
    if (!repeated) this.run(execution.PipelineExecutionArn).advance();
    return execution;
  }

  /** @throws SageMakerError ConflictException when it is over */
  stop(arn: string): void {
    const { PipelineExecutionStatus: status } = this.executions.get(arn);
    if (status === 'Stopping') return;
    if (isOver(status)) throw conflict(`Only executions that are Executing can be stopped, ${arn} is ${status}.`);
    this.executions.enter(arn, 'Stopping');
    this.runs.get(arn)?.stop();
  }

  /** Runs what failed or was stopped again; what succeeded is kept. @throws SageMakerError ConflictException */
  retry({ PipelineExecutionArn: arn, ClientRequestToken, ParallelismConfiguration }: RetryRequest): void {
    const { PipelineExecutionStatus: status, RetryToken } = this.executions.get(arn);
    if (RetryToken === ClientRequestToken) return;
    if (status !== 'Failed' && status !== 'Stopped') {
      throw conflict(`Only executions that are Failed or Stopped can be retried, ${arn} is ${status}.`);
    }
    this.executions.forgetSteps(arn, ({ StepStatus }) => StepStatus !== 'Succeeded');
    this.executions.enter(arn, 'Executing', {
      RetryToken: ClientRequestToken,
      FailureReason: undefined as never,
      ...(ParallelismConfiguration && { ParallelismConfiguration }),
    });
    this.run(arn).advance();
  }

  /** An execution may run more steps at a time from now on, or fewer. */
  changed(arn: string): void {
    this.runs.get(arn)?.advance();
  }

  /** @throws SageMakerError ResourceNotFound, ConflictException @returns the ARN of the execution that waited */
  answer(token: string, answer: readonly NamedValue[] | StepFailed): string {
    const step = [...this.executions.allSteps()].find(({ CallbackToken }) => CallbackToken === token);
    if (!step) throw new SageMakerError('ResourceNotFound', `No callback step has token ${token}.`);
    if (!this.callbacks.has(token)) {
      throw conflict(`Step ${step.StepName} with token ${token} is already in a terminal status.`);
    }
    if (answer instanceof StepFailed) this.callbacks.fail(token, answer);
    else this.callbacks.succeed(token, Object.fromEntries(answer.map(({ Name, Value }) => [Name, Value])));
    return step.PipelineExecutionArn;
  }

  /** Whether executions of the pipeline are under way. */
  isBusy(pipelineArn: string): boolean {
    return [...this.executions.records.values()].some(
      one => one.PipelineArn === pipelineArn && !isOver(one.PipelineExecutionStatus),
    );
  }

  /** Call when jobs have been recovered: goes on with what ran when the service died. */
  recover(): void {
    for (const [arn, { PipelineExecutionStatus: status }] of this.executions.records.entries()) {
      if (!isOver(status)) this.run(arn).resume();
    }
  }

  /** The service stops; the records stay as they are. */
  kill(): void {
    for (const run of this.runs.values()) run.kill();
  }

  private run(arn: string): ExecutionRun {
    const run = new ExecutionRun(this.parts, arn, () => this.runs.delete(arn));
    this.runs.set(arn, run);
    return run;
  }
}
