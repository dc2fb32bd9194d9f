import { executionId, type StepRecord, type Values } from '../executions/execution';
import { callFailure } from './call-failure';
import { generatedName } from './generated-names';
import { StepFailed, StepStopped } from './step-failed';
import type { StepKind, StepOutcome, StepWork } from './step-kind';

export interface JobType {
  /** Such as `TrainingJob`: CreateTrainingJob, TrainingJobName, TrainingJobArn, TrainingJobStatus. */
  readonly resource: string;
  /** Its member in a step's Metadata. */
  readonly metadata: string;
  readonly longestName: number;
}

/** Resolves when a job, if it runs, has ended. */
export type Ended = (resource: string, name: string) => Promise<void>;

/** Creates a job with the pipeline's role and waits for its end. */
export class JobStep implements StepKind {
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
    if (!JobName) throw new StepFailed('InternalServerError: the laptop cloud was stopped before the job was created.');
    try {
      return await this.follow(JobName, work);
    } catch (error) {
      // Its job was failed because the laptop cloud was stopped: nothing to retry until somebody asks for it.
      throw error instanceof StepFailed ? new StepFailed(error.message) : error;
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
      throw new StepFailed(reason || `ClientError: ${name} failed without a reason.`, fault(reason));
    const how = job['SecondaryStatus'] === 'MaxRuntimeExceeded' ? 'ran longer than MaxRuntimeInSeconds' : 'was stopped';
    throw new StepFailed(`ClientError: ${name} ${how}.`);
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

/** What a job's failure is to a retry policy. Tuning jobs retry by themselves. */
function fault(reason: string) {
  if (/^CapacityError|InsufficientCapacity/.test(reason)) return 'SageMaker.CAPACITY_ERROR';
  return reason.startsWith('InternalServerError') ? 'SageMaker.JOB_INTERNAL_ERROR' : undefined;
}
