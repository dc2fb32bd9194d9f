import { inUse, notFound, SageMakerError, validationError } from '../errors';
import { emitJob } from '../events/emit-job';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import type { TrainingJob } from '../training/training-job';
import { refuseUnsupportedTraining, type TrainingJobs } from '../training/training-jobs';
import type { World } from '../world';
import { TuningFailure, TuningRun } from './run-tuning';
import { choiceAt } from './sampling/sampler';
import { trainingJobName, trainingRequest } from './training-request';
import { bestTrial, counters, type TrainingTrial, trainingTrial, trialSummary } from './training-trials';
import type { CreateTuningJobRequest, TuningJob, TuningStatus } from './tuning-job';
import { refuseUnsupported, tuningPlan, withObjective } from './tuning-plan';

const isFinal = (status: TuningStatus): boolean => status !== 'InProgress' && status !== 'Stopping';

/** Hyper-parameter tuning jobs: their records, and the runs that start their training jobs. */
export class TuningJobs {
  readonly records: Collection<TuningJob>;
  private readonly runs = new Map<string, { readonly run: TuningRun; readonly ended: Promise<void> }>();
  private killed = false;

  constructor(
    private readonly world: World,
    private readonly trainings: TrainingJobs,
  ) {
    this.records = world.collection<TuningJob>('tuning-jobs');
  }

  /**
   * Records the job and starts it in the background.
   * @throws SageMakerError for a name in use, and for what AWS or the laptop refuses
   */
  create({ Tags, ...request }: CreateTuningJobRequest): TuningJob {
    const { HyperParameterTuningJobName: name } = request;
    const arn = arnOf(this.world.scope, 'hyper-parameter-tuning-job', name);
    if (this.records.has(name)) {
      throw inUse(
        `Hyperparameter tuning job names must be unique within an AWS account and region, and a tuning job with this name already exists (${arn})`,
      );
    }
    refuseUnsupported(request);
    const now = this.world.clock.read();
    const job: TuningJob = {
      ...withObjective(request),
      HyperParameterTuningJobArn: arn,
      HyperParameterTuningJobStatus: 'InProgress',
      CreationTime: now,
      LastModifiedTime: now,
    };
    this.checkTraining(job);
    this.records.put(name, job);
    this.world.tags.add(arn, Tags);
    this.emit(job);
    this.start(job);
    return job;
  }

  /** @throws SageMakerError ResourceNotFound */
  get(name: string): TuningJob {
    const job = this.records.get(name);
    if (job) return job;
    throw notFound(`Amazon SageMaker can't find a tuning job called ${name}. Type another name.`);
  }

  /** As DescribeHyperParameterTuningJob shows it. */
  describe(name: string): Record<string, unknown> {
    const job = this.get(name);
    const plan = tuningPlan(job);
    const trials = this.trials(job);
    const best = bestTrial(trials, plan);
    const shown = { ...job, ...counters(trials), ...(best && { BestTrainingJob: trialSummary(best, plan) }) };
    return this.world.api.pick('DescribeHyperParameterTuningJobResponse', shown);
  }

  trials(job: TuningJob): readonly TrainingTrial[] {
    const plan = tuningPlan(job);
    return this.children(job).map(child => trainingTrial(child, plan));
  }

  /** @throws SageMakerError ResourceNotFound, or ValidationException when the job is over */
  stop(name: string): void {
    const { HyperParameterTuningJobStatus: status } = this.get(name);
    if (status === 'Stopping') return;
    if (isFinal(status)) {
      throw validationError(`The request was rejected because the hyperparameter tuning job is in status ${status}.`);
    }
    this.enter(name, 'Stopping');
    this.runs.get(name)?.run.stopChildren();
  }

  /** Forgets the job; its training jobs stay. One that is not there is no error, as in AWS. */
  delete(name: string): void {
    const job = this.records.get(name);
    if (!job) return;
    if (!isFinal(job.HyperParameterTuningJobStatus)) {
      throw validationError(
        `A hyperparameter tuning job must be over before it is deleted, ${name} is in status ${job.HyperParameterTuningJobStatus}.`,
      );
    }
    this.records.delete(name);
    this.world.tags.forget(job.HyperParameterTuningJobArn);
  }

  /** Resolves when the job, if it runs, is over. */
  async ended(name: string): Promise<void> {
    await this.runs.get(name)?.ended;
  }

  /** Jobs that ran when the service died are failed: what they had learnt of running jobs is gone with those. */
  recover(): void {
    for (const [name, job] of this.records.entries()) {
      if (isFinal(job.HyperParameterTuningJobStatus)) continue;
      const reason =
        'InternalServerError: the laptop cloud was stopped while the tuning job ran; start the tuning job again';
      this.enter(name, 'Failed', reason);
    }
  }

  /** Starts no more training jobs; the records stay in progress. */
  kill(): void {
    this.killed = true;
  }

  /** A training job of the definition must be one that AWS and the laptop take. */
  private checkTraining(job: TuningJob): void {
    const plan = tuningPlan(job);
    const middle = choiceAt(
      plan.dimensions,
      plan.dimensions.map(() => 0.5),
    );
    const request = trainingRequest(plan, { name: trainingJobName(job, 0), choice: middle, tags: [] });
    this.world.api.checkRequest('CreateTrainingJob', request);
    refuseUnsupportedTraining(request);
  }

  private children({ HyperParameterTuningJobArn: arn, CreationTime }: TuningJob): readonly TrainingJob[] {
    // An earlier tuning job may have had the same name.
    return [...this.trainings.records.values()].filter(
      one => one.TuningJobArn === arn && one.CreationTime > CreationTime,
    );
  }

  private start(job: TuningJob): void {
    const name = job.HyperParameterTuningJobName;
    const isStopping = () => this.records.get(name)?.HyperParameterTuningJobStatus === 'Stopping';
    const run = new TuningRun(job, {
      trainings: this.trainings,
      children: () => this.children(job),
      tags: () => this.world.tags.of(job.HyperParameterTuningJobArn),
      isStopping,
      isKilled: () => this.killed,
    });
    const ended = run
      .run()
      .then(status => this.finish(name, status))
      .catch(error => this.finish(name, isStopping() ? 'Stopped' : 'Failed', error as Error))
      .finally(() => this.runs.delete(name));
    this.runs.set(name, { run, ended });
  }

  private finish(name: string, status: TuningStatus, error?: Error): void {
    if (this.killed) return;
    if (error && !(error instanceof TuningFailure || error instanceof SageMakerError))
      this.world.log(`tuning ${name}: ${error.stack}`);
    this.enter(name, status, error?.message.slice(0, 1024));
  }

  private enter(name: string, status: TuningStatus, reason?: string): void {
    const now = this.world.clock.read();
    const job = this.records.change(name, {
      HyperParameterTuningJobStatus: status,
      LastModifiedTime: now,
      ...(isFinal(status) && { HyperParameterTuningEndTime: now }),
      ...(status === 'Failed' && reason && { FailureReason: reason }),
    });
    this.emit(job);
  }

  private emit(job: TuningJob): void {
    const described = this.describe(job.HyperParameterTuningJobName);
    emitJob(this.world, {
      kind: 'HyperParameter Tuning',
      arn: job.HyperParameterTuningJobArn,
      described,
      at: job.LastModifiedTime,
    });
  }
}
