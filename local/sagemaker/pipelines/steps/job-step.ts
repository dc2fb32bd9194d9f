import type { RetriedError } from '../../../../pipeline/definition/steps/step-options';
import { executionId, type StepRecord, type Values } from '../executions/execution';
import { callFailure } from './call-failure';
import { generatedName } from './generated-names';
import { interrupted, StepFailed, StepStopped } from './step-failed';
import type { StepKind, StepOutcome, StepWork } from './step-kind';

export interface JobType {
  /** Such as `TrainingJob`: CreateTrainingJob, TrainingJobName, TrainingJobArn, TrainingJobStatus. */
  readonly resource: string;
  /** Its member in a step's Metadata. */
  readonly metadata: string;
  readonly longestName: number;
  /** Its failures are no exceptions for a retry policy. */
  readonly retriesItself: boolean;
}

/** Resolves when a job, if it runs, has ended. */
export type Ended = (resource: string, name: string) => Promise<void>;

/** Creates a job with the pipeline's role and waits for its end. */
export class JobStep implements StepKind {
  readonly executesOnceKept = true;

  constructor(
    private readonly type: JobType,
    private readonly ended: Ended,
  ) {}

  async run(work: StepWork): Promise<StepOutcome> {
    const { resource, longestName: longest } = this.type;
    const given = work.arguments[`${resource}Name`];
    const name = generatedName({
      executionId: executionId(work.execution.PipelineExecutionArn),
      step: typeof given === 'string' ? given : work.name,
      longest,
    });
    const created = await this.call(work, 'Create', { ...work.arguments, [`${resource}Name`]: name });
    const Metadata = { [this.type.metadata]: { Arn: created[`${resource}Arn`] } };
    work.keep({ Metadata, JobName: name });
    return this.follow(name, work);
  }

  async resume(work: StepWork, { JobName }: StepRecord): Promise<StepOutcome> {
    if (!JobName) throw interrupted();
    try {
      return await this.follow(JobName, work);
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      // No exception for a retry policy: a job that the laptop cloud broke off is run again when somebody asks for it.
      throw new StepFailed(`${error.message}. Retry the pipeline execution.`);
    }
  }

  private async follow(name: string, work: StepWork): Promise<StepOutcome> {
    const stop = () => {
      this.call(work, 'Stop', this.named(name)).catch(error => work.world.log(`${name}: ${(error as Error).message}`));
    };
    if (work.stopping.aborted) stop();
    else work.stopping.addEventListener('abort', stop);
    await this.ended(this.type.resource, name).finally(() => work.stopping.removeEventListener('abort', stop));
    return this.judge(name, await this.call(work, 'Describe', this.named(name)), work);
  }

  private judge(name: string, job: Values, { stopping }: StepWork): StepOutcome {
    const status = job[`${this.type.resource}Status`];
    if (status === 'Completed') return { values: job };
    if (status === 'Stopped' && stopping.aborted) throw new StepStopped();
    const reason = String(job['FailureReason'] ?? '');
    if (status === 'Failed')
      throw new StepFailed(reason || `ClientError: ${name} failed without a reason.`, this.fault(reason));
    const how = job['SecondaryStatus'] === 'MaxRuntimeExceeded' ? 'ran longer than MaxRuntimeInSeconds' : 'was stopped';
    throw new StepFailed(`ClientError: ${name} ${how}.`);
  }

  /** What the job's failure is to a retry policy. Tuning jobs retry theirs themselves. */
  private fault(reason: string): RetriedError | undefined {
    if (this.type.retriesItself) return undefined;
    if (/^CapacityError|InsufficientCapacity/.test(reason)) return 'SageMaker.CAPACITY_ERROR';
    return reason.startsWith('InternalServerError') ? 'SageMaker.JOB_INTERNAL_ERROR' : undefined;
  }

  private call(work: StepWork, verb: string, request: Values): Promise<Values> {
    const operation = `${verb}${this.type.resource}`;
    return work.role.call(operation, request).catch(error => {
      throw callFailure(`sagemaker:${operation}`, error);
    });
  }

  private named(name: string): Values {
    return { [`${this.type.resource}Name`]: name };
  }
}
