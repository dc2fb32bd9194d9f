import fs from 'node:fs';
import path from 'node:path';
import { joinS3 } from '../cloud/s3-uri';
import { contractPath } from '../containers/host-paths';
import type { Ended } from '../containers/host-process';
import { pack } from '../jobs/archive';
import { JobFailure } from '../jobs/job-failure';
import type { JobRun } from '../jobs/job-run';
import { MetricReader } from '../jobs/metric-definitions';
import { downloadInput } from '../jobs/s3-input';
import type { World } from '../world';
import { writeTrainingFiles } from './contract-files';
import type { TrainingChange, TrainingJob } from './training-job';
import type { TrainingMetrics } from './training-metrics';

export interface TrainingEffects {
  readonly world: World;
  /** Enters a secondary status, with what else changes. */
  advance(status: string, change?: TrainingChange): void;
  readonly metrics: TrainingMetrics;
}

/**
 * One training job from its input to its artifacts: Downloading, Training, Uploading.
 * A job that was stopped or ran out of time still delivers its model, as in AWS.
 * @throws JobFailure when input, container or output fail
 */
export async function runTraining(
  job: TrainingJob,
  run: JobRun,
  effects: TrainingEffects,
): Promise<'Completed' | 'Stopped'> {
  writeTrainingFiles(run.base, job);
  effects.advance('Downloading', { TrainingStartTime: effects.world.clock.read() });
  await download(job, run);
  const ended = run.interruption ? undefined : await train(job, run, effects);
  if (ended && !run.interruption && ended.exitCode !== 0) throw algorithmError(run, ended);
  if (!run.interruption) effects.advance('Uploading');
  const change = await upload(job, run);
  const FinalMetricDataList = await effects.metrics.publish();
  const status =
    run.interruption === undefined ? 'Completed' : run.interruption === 'stopped' ? 'Stopped' : 'MaxRuntimeExceeded';
  effects.advance(status, { ...change, ...(FinalMetricDataList.length > 0 && { FinalMetricDataList }) });
  return run.interruption ? 'Stopped' : 'Completed';
}

async function download(job: TrainingJob, run: JobRun): Promise<void> {
  for (const { ChannelName, DataSource, CompressionType } of job.InputDataConfig ?? []) {
    if (run.interruption || !DataSource.S3DataSource) continue;
    const folder = path.join(run.base, 'input', 'data', ChannelName);
    fs.mkdirSync(folder, { recursive: true });
    await downloadInput(run.s3, {
      source: DataSource.S3DataSource,
      folder,
      gunzip: CompressionType === 'Gzip',
      role: job.RoleArn,
    });
  }
  const { CheckpointConfig } = job;
  if (!CheckpointConfig || (await run.s3.list(CheckpointConfig.S3Uri)).length === 0) return;
  const folder = checkpointFolder(job, run);
  await downloadInput(run.s3, { source: { S3Uri: CheckpointConfig.S3Uri }, folder, gunzip: false, role: job.RoleArn });
}

const checkpointFolder = (job: TrainingJob, run: JobRun): string =>
  contractPath(job.CheckpointConfig?.LocalPath ?? '/opt/ml/checkpoints', run.base) ??
  path.join(run.base, 'checkpoints');

async function train(job: TrainingJob, run: JobRun, effects: TrainingEffects): Promise<Ended> {
  const { ContainerEntrypoint, ContainerArguments } = job.AlgorithmSpecification;
  effects.advance('Training');
  const environment = {
    ...job.Environment,
    TRAINING_JOB_NAME: job.TrainingJobName,
    TRAINING_JOB_ARN: job.TrainingJobArn,
  };
  const command = ContainerArguments ?? (ContainerEntrypoint ? undefined : ['train']);
  return run.execute(
    { entrypoint: ContainerEntrypoint, command, environment, isolated: job.EnableNetworkIsolation ?? false },
    line => effects.metrics.read(line),
  );
}

/** The container's own words when it wrote output/failure, else the last line that it printed. */
export function algorithmError(run: Pick<JobRun, 'base' | 'tail'>, { exitCode, signal }: Ended): JobFailure {
  const file = path.join(run.base, 'output', 'failure');
  const written = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
  const last = run.tail.findLast(line => line.trim() !== '');
  const words =
    written ||
    (last ? `the container wrote no output/failure; its last line: ${last}` : 'the container printed nothing');
  if (exitCode !== undefined) return new JobFailure('AlgorithmError', words, exitCode);
  return new JobFailure('AlgorithmError', `the container was ended by ${signal}: ${words}`, 137);
}

async function upload(job: TrainingJob, run: JobRun): Promise<TrainingChange> {
  const { S3OutputPath, KmsKeyId, CompressionType } = job.OutputDataConfig;
  const target = joinS3(S3OutputPath, job.TrainingJobName, 'output');
  const model = path.join(run.base, 'model');
  const data = path.join(run.base, 'output', 'data');
  if (job.CheckpointConfig) await run.s3.uploadFolder(checkpointFolder(job, run), job.CheckpointConfig.S3Uri, KmsKeyId);
  if (CompressionType === 'NONE') {
    await run.s3.uploadFolder(model, joinS3(target, 'model'), KmsKeyId);
    await run.s3.uploadFolder(data, joinS3(target, 'data'), KmsKeyId);
    return { ModelArtifacts: { S3ModelArtifacts: `${joinS3(target, 'model')}/` } };
  }
  await uploadPacked(run, data, { uri: joinS3(target, 'output.tar.gz'), kmsKeyId: KmsKeyId, evenEmpty: false });
  const uri = joinS3(target, 'model.tar.gz');
  await uploadPacked(run, model, { uri, kmsKeyId: KmsKeyId, evenEmpty: true });
  return { ModelArtifacts: { S3ModelArtifacts: uri } };
}

interface Packed {
  readonly uri: string;
  readonly kmsKeyId: string | undefined;
  readonly evenEmpty: boolean;
}

async function uploadPacked(run: JobRun, folder: string, { uri, kmsKeyId, evenEmpty }: Packed): Promise<void> {
  if (!evenEmpty && fs.readdirSync(folder).length === 0) return;
  const archive = path.join(run.base, 'tmp', path.posix.basename(uri));
  fs.mkdirSync(path.dirname(archive), { recursive: true });
  await pack(folder, archive);
  await run.s3.upload(archive, uri, kmsKeyId);
}

export const metricReader = (job: TrainingJob): MetricReader =>
  new MetricReader(job.AlgorithmSpecification.MetricDefinitions ?? []);
