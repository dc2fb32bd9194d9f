import { freePort } from '../../cloud/ports';
import { inUse, limitExceeded, validationError } from '../errors';
import { emitJob } from '../events/emit-job';
import type { JobRun } from '../jobs/job-run';
import { isFinal, type JobKind, JobRunner, type JobStatus } from '../jobs/job-runner';
import type { Places } from '../jobs/places';
import { stopJob } from '../jobs/stop-job';
import { bringModel } from '../serving/bring-model';
import { becomesHealthy } from '../serving/health';
import type { Models } from '../serving/models';
import { arnOf } from '../store/arns';
import type { Collection } from '../store/collection';
import { findNamed } from '../store/find-named';
import type { World } from '../world';
import { runTransform } from './run-transform';
import type { CreateTransformJobRequest, TransformJob } from './transform-job';

/** Batch transform has no time limit of its own in the API: three days, as long as jobs may run by quota. */
const MAX_RUNTIME_SECONDS = 259_200;
const STARTUP_SECONDS = 240;
const VOLUME_GB = 30;

/** Transform jobs: their records, and the model servers that work through their input. */
export class TransformJobs implements JobKind<TransformJob> {
  readonly records: Collection<TransformJob>;
  readonly runner: JobRunner<TransformJob>;

  constructor(
    private readonly world: World,
    private readonly models: Models,
    places: Places,
  ) {
    this.records = world.collection<TransformJob>('transform-jobs');
    this.runner = new JobRunner(world, this, places);
  }

  /**
   * Records the job and starts it in the background.
   * @throws SageMakerError for a name in use, a missing model, and for what the laptop refuses
   */
  create({ Tags, ...request }: CreateTransformJobRequest): TransformJob {
    const name = request.TransformJobName;
    const arn = arnOf(this.world.scope, 'transform-job', name);
    if (this.records.has(name)) {
      throw inUse(
        `Transform job names must be unique within an AWS account and region, and a transform job with this name already exists (${arn})`,
      );
    }
    this.models.get(request.ModelName);
    refuseUnsupported(request);
    const now = this.world.clock.read();
    const job: TransformJob = {
      ...request,
      TransformJobArn: arn,
      TransformJobStatus: 'InProgress',
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
    const { TransformJobName, TransformJobStatus: status } = this.get(name);
    stopJob({ kind: 'transform job', name: TransformJobName, status }, this.runner);
  }

  /** @throws SageMakerError ValidationException */
  get(name: string): TransformJob {
    const job = findNamed(this.records, name);
    if (job) return job;
    throw validationError(`Could not find transform job "${arnOf(this.world.scope, 'transform-job', name)}".`);
  }

  status(job: TransformJob): JobStatus {
    return job.TransformJobStatus;
  }

  /** A model that is gone makes a request that fails: the job says why. */
  request(job: TransformJob) {
    const model = this.models.records.get(job.ModelName);
    return {
      id: `transform-${job.TransformJobName}`,
      arn: job.TransformJobArn,
      role: model?.ExecutionRoleArn ?? '',
      image: model ? this.models.container(model).image : '',
      logs: {
        group: '/aws/sagemaker/TransformJobs',
        stream: `${job.TransformJobName}/laptop-${Math.floor(job.CreationTime)}`,
      },
      maxRuntimeSeconds: MAX_RUNTIME_SECONDS,
      volumeGb: VOLUME_GB,
    };
  }

  async run(job: TransformJob, run: JobRun): Promise<'Completed' | 'Stopped'> {
    const now = this.world.clock.read();
    this.emit(this.records.change(job.TransformJobName, { TransformStartTime: now, LastModifiedTime: now }));
    const model = this.models.get(job.ModelName);
    const container = this.models.container(model);
    const role = model.ExecutionRoleArn;
    await bringModel(run.s3, container, { base: run.base, role });
    const port = await freePort();
    const environment = {
      ...container.environment,
      ...job.Environment,
      SAGEMAKER_BATCH: 'true',
      SAGEMAKER_BIND_TO_PORT: String(port),
    };
    const server = await run.start({ command: ['serve'], environment, isolated: false }, () => undefined);
    if (!server) return 'Stopped';
    const url = `http://127.0.0.1:${port}`;
    try {
      await becomesHealthy({ process: server, url, tail: run.tail, withinSeconds: STARTUP_SECONDS });
      await runTransform(job, { s3: run.s3, role, url, isStopped: () => run.interruption !== undefined });
    } catch (error) {
      if (!run.interruption) throw error; // the server was ended on purpose
    } finally {
      server.stop(5);
      await server.ended;
    }
    return run.interruption ? 'Stopped' : 'Completed';
  }

  enter(name: string, status: JobStatus, reason?: string): void {
    const now = this.world.clock.read();
    const change = {
      TransformJobStatus: status,
      LastModifiedTime: now,
      ...(isFinal(status) && { TransformEndTime: now }),
      ...(reason && { FailureReason: reason }),
    };
    this.emit(this.records.change(name, change));
  }

  private emit(job: TransformJob): void {
    const described = this.world.api.pick('DescribeTransformJobResponse', { ...job });
    emitJob(this.world, { kind: 'Transform', arn: job.TransformJobArn, described, at: job.LastModifiedTime });
  }
}

function refuseUnsupported({ TransformInput, TransformResources, DataProcessing }: CreateTransformJobRequest): void {
  const { SplitType = 'None', DataSource } = TransformInput;
  if (TransformResources.InstanceCount > 1) {
    throw limitExceeded(
      `laptop cloud: a transform job must have InstanceCount 1, got ${TransformResources.InstanceCount}`,
    );
  }
  if (SplitType !== 'None' && SplitType !== 'Line') {
    throw validationError(`laptop cloud: SplitType must be None or Line, got ${SplitType}`);
  }
  if (DataSource.S3DataSource.S3DataType === 'AugmentedManifestFile') {
    throw validationError(
      'laptop cloud: the input must be an S3Prefix or a ManifestFile, got an AugmentedManifestFile',
    );
  }
  if (DataProcessing)
    throw validationError('laptop cloud: a transform job must have no DataProcessing; join and filter after it');
}
