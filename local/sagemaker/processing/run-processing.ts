import fs from 'node:fs';
import path from 'node:path';
import { contractPath } from '../containers/host-paths';
import { JobFailure } from '../jobs/job-failure';
import type { JobRun } from '../jobs/job-run';
import { downloadInput } from '../jobs/s3-input';
import { resources } from '../training/contract-files';
import { algorithmError } from '../training/run-training';
import type { ProcessingJob, ProcessingOutput } from './processing-job';

/** ExitMessage is at most 1024 characters. */
const LONGEST_MESSAGE = 1024;

export interface ProcessingEffects {
  /** Keeps members of the job. */
  keep(change: Partial<ProcessingJob>): void;
}

/**
 * One processing job: inputs to their LocalPath, the container, outputs from their LocalPath.
 * @throws JobFailure when input, container or output fail
 */
export async function runProcessing(
  job: ProcessingJob,
  run: JobRun,
  effects: ProcessingEffects,
): Promise<'Completed' | 'Stopped'> {
  writeFiles(run, job);
  await download(job, run);
  const { ContainerEntrypoint, ContainerArguments } = job.AppSpecification;
  const environment = {
    ...job.Environment,
    PROCESSING_JOB_NAME: job.ProcessingJobName,
    PROCESSING_JOB_ARN: job.ProcessingJobArn,
  };
  const isolated = job.NetworkConfig?.EnableNetworkIsolation ?? false;
  const ended = run.interruption
    ? undefined
    : await run.execute(
        { entrypoint: ContainerEntrypoint, command: ContainerArguments, environment, isolated },
        () => undefined,
      );
  const message = exitMessage(run.base);
  if (message) effects.keep({ ExitMessage: message });
  const failed = ended !== undefined && ended.exitCode !== 0 && !run.interruption;
  await upload(job, run, failed || run.interruption ? 'Continuous' : 'all');
  if (run.interruption === 'max-runtime') {
    effects.keep({
      FailureReason: `The job was stopped because it exceeded MaxRuntimeInSeconds (${job.StoppingCondition?.MaxRuntimeInSeconds})`,
    });
  }
  if (failed) throw algorithmError(run, ended);
  return run.interruption ? 'Stopped' : 'Completed';
}

/** Host folder of a LocalPath, which must lie under /opt/ml. */
function local(base: string, localPath: string | undefined, fallback: string): string {
  const wanted = localPath ?? fallback;
  const folder = contractPath(wanted, base);
  if (folder) return folder;
  throw new JobFailure('ClientError', `LocalPath must start with /opt/ml/processing, got ${wanted}`);
}

/** Config files with the paths that the container sees, so that it may use them as they stand. */
function writeFiles(run: JobRun, job: ProcessingJob): void {
  const { base } = run;
  const write = (name: string, value: unknown) => {
    fs.writeFileSync(path.join(base, 'config', name), run.inside(JSON.stringify(value)));
  };
  fs.mkdirSync(path.join(base, 'config'), { recursive: true });
  fs.mkdirSync(path.join(base, 'output'), { recursive: true });
  const { ProcessingJobStatus, CreationTime, LastModifiedTime, ...settings } = job;
  write('processingjobconfig.json', settings);
  write('resourceconfig.json', resources(job.ProcessingResources.ClusterConfig.InstanceType));
}

async function download(job: ProcessingJob, run: JobRun): Promise<void> {
  for (const { InputName, S3Input } of job.ProcessingInputs ?? []) {
    if (!S3Input || run.interruption) continue;
    const folder = local(run.base, S3Input.LocalPath, `/opt/ml/processing/input/${InputName}`);
    fs.mkdirSync(folder, { recursive: true });
    const gunzip = S3Input.S3CompressionType === 'Gzip';
    await downloadInput(run.s3, { source: S3Input, folder, gunzip, role: job.RoleArn });
  }
  for (const output of job.ProcessingOutputConfig?.Outputs ?? [])
    fs.mkdirSync(outputFolder(run, output), { recursive: true });
}

const outputFolder = (run: JobRun, { OutputName, S3Output }: ProcessingOutput): string =>
  local(run.base, S3Output?.LocalPath, `/opt/ml/processing/output/${OutputName}`);

/** A job that did not end well delivers its continuous outputs only: those had been uploaded while it ran. */
async function upload(job: ProcessingJob, run: JobRun, which: 'all' | 'Continuous'): Promise<void> {
  const { Outputs = [], KmsKeyId } = job.ProcessingOutputConfig ?? {};
  for (const output of Outputs) {
    if (!output.S3Output || (which === 'Continuous' && output.S3Output.S3UploadMode !== 'Continuous')) continue;
    await run.s3.uploadFolder(outputFolder(run, output), output.S3Output.S3Uri, KmsKeyId);
  }
}

function exitMessage(base: string): string | undefined {
  const file = path.join(base, 'output', 'message');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').slice(0, LONGEST_MESSAGE) : undefined;
}
