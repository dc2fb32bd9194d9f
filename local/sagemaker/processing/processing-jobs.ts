import { inUse, limitExceeded, validationError } from '../errors';
import { emitJob } from '../events/emit-job';
import type { JobRun } from '../jobs/job-run';
import { isFinal, type JobKind, JobRunner, type JobStatus } from '../jobs/job-runner';
import type { Places } from '../jobs/places';
import { stopJob } from '../jobs/stop-job';
import { checkRole } from '../roles';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import { findNamed } from '../store/find-named';
import type { World } from '../world';
import type { CreateProcessingJobRequest, ProcessingJob } from './processing-job';
import { runProcessing } from './run-processing';

const DEFAULT_MAX_RUNTIME_SECONDS = 86_400;

/** Processing jobs: their records, and the processes that run them. */
export class ProcessingJobs implements JobKind<ProcessingJob> {
  readonly records: Collection<ProcessingJob>;
  readonly runner: JobRunner<ProcessingJob>;

  constructor(
    private readonly world: World,
    places: Places,
  ) {
    this.records = world.collection<ProcessingJob>('processing-jobs');
    this.runner = new JobRunner(world, this, places);
  }

  /**
   * Records the job and starts it in the background.
   * @throws SageMakerError for a name in use, and for what AWS or the laptop refuses
   */
  async create({ Tags, ...request }: CreateProcessingJobRequest): Promise<ProcessingJob> {
    const name = request.ProcessingJobName;
    const arn = arnOf(this.world.scope, 'processing-job', name);
    if (this.records.has(name)) {
      throw inUse(
        `Job name must be unique within an AWS account and region, and a job with this name already exists (${arn})`,
      );
    }
    refuseUnsupported(request);
    await checkRole(this.world, request.RoleArn, arn);
    const now = this.world.clock.read();
    const job: ProcessingJob = {
      ...request,
      ProcessingJobArn: arn,
      ProcessingJobStatus: 'InProgress',
      CreationTime: now,
      LastModifiedTime: now,
    };
    this.records.put(name, job);
    this.world.tags.add(arn, Tags);
    this.emit(job);
    this.runner.start(name);
    return job;
  }

  /** @throws SageMakerError ValidationException when the job is over */
  stop(name: string): void {
    const { ProcessingJobName, ProcessingJobStatus: status } = this.get(name);
    stopJob({ kind: 'processing job', name: ProcessingJobName, status }, this.runner);
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): ProcessingJob {
    const job = findNamed(this.records, name);
    if (job) return job;
    throw validationError(`Could not find requested job with name: ${name}`);
  }

  status(job: ProcessingJob): JobStatus {
    return job.ProcessingJobStatus;
  }

  request(job: ProcessingJob) {
    return {
      id: `processing-${job.ProcessingJobName}`,
      arn: job.ProcessingJobArn,
      role: job.RoleArn,
      image: job.AppSpecification.ImageUri,
      logs: {
        group: '/aws/sagemaker/ProcessingJobs',
        stream: `${job.ProcessingJobName}/algo-1-${Math.floor(job.CreationTime)}`,
      },
      maxRuntimeSeconds: job.StoppingCondition?.MaxRuntimeInSeconds ?? DEFAULT_MAX_RUNTIME_SECONDS,
      volumeGb: job.ProcessingResources.ClusterConfig.VolumeSizeInGB,
    };
  }

  run(job: ProcessingJob, run: JobRun): Promise<'Completed' | 'Stopped'> {
    const name = job.ProcessingJobName;
    const now = this.world.clock.read();
    this.emit(this.records.change(name, { ProcessingStartTime: now, LastModifiedTime: now }));
    return runProcessing(job, run, { keep: change => void this.records.change(name, change) });
  }

  enter(name: string, status: JobStatus, reason?: string): void {
    const now = this.world.clock.read();
    const change = {
      ProcessingJobStatus: status,
      LastModifiedTime: now,
      ...(isFinal(status) && { ProcessingEndTime: now }),
      ...(reason && { FailureReason: reason }),
    };
    this.emit(this.records.change(name, change));
  }

  private emit(job: ProcessingJob): void {
    const described = this.world.api.pick('DescribeProcessingJobResponse', { ...job });
    emitJob(this.world, { kind: 'Processing', arn: job.ProcessingJobArn, described, at: job.LastModifiedTime });
  }
}

function refuseUnsupported(request: CreateProcessingJobRequest): void {
  const { InstanceCount } = request.ProcessingResources.ClusterConfig;
  if (InstanceCount > 1) {
    throw limitExceeded(
      `laptop cloud: a processing job must have InstanceCount 1, got ${InstanceCount}; distributed processing needs an account`,
    );
  }
  const { ProcessingInputs = [], ProcessingOutputConfig } = request;
  const names = [
    ...ProcessingInputs.map(input => input.InputName),
    ...(ProcessingOutputConfig?.Outputs ?? []).map(output => output.OutputName),
  ];
  if (new Set(names).size < names.length)
    throw validationError('Input and output names must be unique within a processing job.');
  for (const { InputName, DatasetDefinition, S3Input } of ProcessingInputs) {
    if (DatasetDefinition)
      throw validationError(`laptop cloud: input ${InputName} must be an S3Input, got a DatasetDefinition`);
    if (S3Input?.S3InputMode === 'Pipe')
      throw validationError(`laptop cloud: input ${InputName} must use File, got Pipe`);
  }
  for (const { OutputName, FeatureStoreOutput } of ProcessingOutputConfig?.Outputs ?? []) {
    if (FeatureStoreOutput)
      throw validationError(`laptop cloud: output ${OutputName} must be an S3Output, got a FeatureStoreOutput`);
  }
}
