import { inUse, limitExceeded, validationError } from '../errors';
import { emitJob } from '../events/emit-job';
import type { JobRun } from '../jobs/job-run';
import { isFinal, type JobKind, JobRunner, type JobStatus } from '../jobs/job-runner';
import { MetricReader } from '../jobs/metric-definitions';
import type { Places } from '../jobs/places';
import { stopJob } from '../jobs/stop-job';
import { checkRole } from '../roles';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import { findNamed } from '../store/find-named';
import type { World } from '../world';
import { metricReader, runTraining } from './run-training';
import { advance, finish } from './secondary-status';
import { type CreateTrainingJobRequest, maxRuntimeOf, type TrainingChange, type TrainingJob } from './training-job';
import { TrainingMetrics } from './training-metrics';

const GROUP = '/aws/sagemaker/TrainingJobs';

/** Training jobs: their records, and the processes that run them. */
export class TrainingJobs implements JobKind<TrainingJob> {
  readonly records: Collection<TrainingJob>;
  readonly runner: JobRunner<TrainingJob>;

  constructor(
    private readonly world: World,
    places: Places,
  ) {
    this.records = world.collection<TrainingJob>('training-jobs');
    this.runner = new JobRunner(world, this, places);
  }

  /**
   * Records the job and starts it in the background.
   * @param tuningJobArn of the tuning job that wants it
   * @throws SageMakerError for a name in use, and for what AWS or the laptop refuses
   */
  async create({ Tags, ...request }: CreateTrainingJobRequest, tuningJobArn?: string): Promise<TrainingJob> {
    const { TrainingJobName: name, RoleArn } = request;
    const arn = arnOf(this.world.scope, 'training-job', name);
    if (this.records.has(name)) {
      throw inUse(
        `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${arn})`,
      );
    }
    refuseUnsupportedTraining(request);
    await checkRole(this.world, RoleArn, arn);
    const now = this.world.clock.read();
    const started = advance({ SecondaryStatusTransitions: [] }, 'Starting', now);
    const job: TrainingJob = {
      ...request,
      TrainingJobArn: arn,
      ...(tuningJobArn && { TuningJobArn: tuningJobArn }),
      TrainingJobStatus: 'InProgress',
      CreationTime: now,
      ...started,
    };
    this.records.put(name, job);
    this.world.tags.add(arn, Tags);
    this.emit(job);
    this.runner.start(name);
    return job;
  }

  /** @throws SageMakerError ValidationException when the job is over */
  stop(name: string): void {
    const { TrainingJobName, TrainingJobStatus: status } = this.get(name);
    stopJob({ kind: 'training job', name: TrainingJobName, status }, this.runner);
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): TrainingJob {
    const job = findNamed(this.records, name);
    if (job) return job;
    throw validationError('Requested resource not found.');
  }

  status(job: TrainingJob): JobStatus {
    return job.TrainingJobStatus;
  }

  request(job: TrainingJob) {
    return {
      id: `training-${job.TrainingJobName}`,
      arn: job.TrainingJobArn,
      role: job.RoleArn,
      image: job.AlgorithmSpecification.TrainingImage ?? '',
      logs: { group: GROUP, stream: `${job.TrainingJobName}/algo-1-${Math.floor(job.CreationTime)}` },
      maxRuntimeSeconds: maxRuntimeOf(job),
      volumeGb: job.ResourceConfig.VolumeSizeInGB ?? 30,
    };
  }

  async run(job: TrainingJob, run: JobRun): Promise<'Completed' | 'Stopped'> {
    const metrics = new TrainingMetrics(metricReader(job), {
      settings: this.world.client(run.credentials),
      jobName: job.TrainingJobName,
      onProblem: text => run.logs.write(`[laptop cloud] ${text}`),
    });
    const effects = {
      world: this.world,
      metrics,
      advance: (status: string, change?: TrainingChange) => this.advance(job.TrainingJobName, status, change),
    };
    return runTraining(job, run, effects).finally(() => metrics.close());
  }

  enter(name: string, status: JobStatus, reason?: string): void {
    const job = this.get(name);
    const now = this.world.clock.read();
    const already = job.SecondaryStatus === status || job.SecondaryStatus === 'MaxRuntimeExceeded';
    const secondary = already ? { LastModifiedTime: now } : advance(job, status, now);
    const ended = isFinal(status) ? finish({ ...job, ...secondary }, now) : {};
    const change = { ...secondary, ...ended, TrainingJobStatus: status, ...(reason && { FailureReason: reason }) };
    this.emit(this.records.change(name, change));
  }

  private advance(name: string, status: string, change: TrainingChange = {}): void {
    const job = this.get(name);
    // A job that is being stopped keeps saying so until it is.
    const silent = job.TrainingJobStatus === 'Stopping' && status !== 'Stopped';
    const secondary = silent ? {} : advance(job, status, this.world.clock.read());
    const changed = this.records.change(name, { ...change, ...secondary });
    const isEnd = ['Completed', 'Stopped', 'MaxRuntimeExceeded'].includes(status);
    if (!silent && !isEnd) this.emit(changed);
  }

  private emit(job: TrainingJob): void {
    const described = this.world.api.pick('DescribeTrainingJobResponse', { ...job });
    emitJob(this.world, { kind: 'Training', arn: job.TrainingJobArn, described, at: job.LastModifiedTime });
  }
}

/** @throws SageMakerError for what an account takes and the laptop does not */
export function refuseUnsupportedTraining(request: CreateTrainingJobRequest): void {
  const { AlgorithmSpecification: algorithm, ResourceConfig, InputDataConfig = [] } = request;
  const names = InputDataConfig.map(({ ChannelName }) => ChannelName);
  if (new Set(names).size < names.length) throw validationError('Channel names must be unique within InputDataConfig.');
  if (!algorithm.TrainingImage) {
    throw validationError(
      'laptop cloud: AlgorithmSpecification must name a TrainingImage, got none; algorithm resources exist in an account only',
    );
  }
  if (ResourceConfig.InstanceGroups || (ResourceConfig.InstanceCount ?? 1) > 1) {
    throw limitExceeded(
      `laptop cloud: a training job must have InstanceCount 1, got ${ResourceConfig.InstanceCount ?? 'InstanceGroups'}; distributed training needs an account`,
    );
  }
  for (const { ChannelName, DataSource, InputMode } of InputDataConfig) {
    const mode = InputMode ?? algorithm.TrainingInputMode;
    if (mode === 'Pipe')
      throw validationError(`laptop cloud: channel ${ChannelName} must use File or FastFile, got Pipe`);
    if (!DataSource.S3DataSource || DataSource.S3DataSource.S3DataType === 'AugmentedManifestFile') {
      throw validationError(
        `laptop cloud: channel ${ChannelName} must read an S3Prefix or a ManifestFile, got another source`,
      );
    }
  }
  new MetricReader(algorithm.MetricDefinitions ?? []);
}
