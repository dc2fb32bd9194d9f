import { gunzipSync } from 'node:zlib';
import { inFlight, type S3Objects } from '../cloud/s3-objects';
import { joinS3, parseS3Uri } from '../cloud/s3-uri';
import { JobFailure } from '../jobs/job-failure';
import { type InputFile, listInput } from '../jobs/s3-input';
import { PayloadTooLarge, payloads } from './payloads';
import type { TransformJob } from './transform-job';

const MEGABYTE = 1024 * 1024;
const DEFAULT_PAYLOAD_MB = 6;
const DEFAULT_TIMEOUT_SECONDS = 600;
const NEW_LINE = new TextEncoder().encode('\n');

export interface TransformEffects {
  readonly s3: S3Objects;
  readonly role: string;
  /** Base URL of the model's server. */
  readonly url: string;
  /** True once the job shall end early. */
  isStopped(): boolean;
}

/**
 * Sends every object of the input to the model and writes each answer beside its key as `<key>.out`. An object that
 * fails fails the job, after all others were worked through: so does SageMaker.
 * @throws JobFailure when the input can't be read, a record is too large, or the model refuses one
 */
export async function runTransform(job: TransformJob, effects: TransformEffects): Promise<void> {
  const { DataSource } = job.TransformInput;
  const files = await listInput(effects.s3, DataSource.S3DataSource, effects.role);
  const failures: unknown[] = [];
  await inFlight(files, async file => {
    if (effects.isStopped()) return;
    await transformFile(job, file, effects).catch(error => failures.push(error));
  });
  if (failures.length > 0) throw failures[0];
}

async function transformFile(job: TransformJob, { uri, relative }: InputFile, effects: TransformEffects) {
  const stored = await effects.s3.bytes(uri);
  const bytes = job.TransformInput.CompressionType === 'Gzip' ? gunzipSync(stored) : stored;
  const answers = await transformObject(job, bytes, { ...effects, key: parseS3Uri(uri).key });
  const { S3OutputPath, KmsKeyId } = job.TransformOutput;
  await effects.s3.put(joinS3(S3OutputPath, `${relative}.out`), Buffer.concat(answers), { kmsKeyId: KmsKeyId });
}

interface ObjectEffects extends TransformEffects {
  readonly key: string;
}

async function transformObject(
  job: TransformJob,
  bytes: Uint8Array,
  effects: ObjectEffects,
): Promise<readonly Uint8Array[]> {
  const answers: Uint8Array[] = [];
  const byLine = job.TransformOutput.AssembleWith === 'Line';
  for (const payload of split(job, bytes, effects.key)) {
    if (effects.isStopped()) break;
    const answer = await invoke(job, payload, effects);
    answers.push(answer);
    if (byLine && answer.at(-1) !== NEW_LINE[0]) answers.push(NEW_LINE);
  }
  return answers;
}

function split(job: TransformJob, bytes: Uint8Array, key: string): readonly Uint8Array[] {
  const mostBytes = (job.MaxPayloadInMB ?? DEFAULT_PAYLOAD_MB) * MEGABYTE;
  const splitting = {
    split: job.TransformInput.SplitType === 'Line' ? ('Line' as const) : ('None' as const),
    strategy: job.BatchStrategy ?? ('MultiRecord' as const),
    mostBytes,
  };
  try {
    return payloads(bytes, splitting);
  } catch (error) {
    if (!(error instanceof PayloadTooLarge)) throw error;
    throw new JobFailure('ClientError', `${key}: ${error.message}`);
  }
}

async function invoke(job: TransformJob, body: Uint8Array, { url, key }: ObjectEffects): Promise<Uint8Array> {
  const { ContentType } = job.TransformInput;
  const { Accept } = job.TransformOutput;
  const seconds = job.ModelClientConfig?.InvocationsTimeoutInSeconds ?? DEFAULT_TIMEOUT_SECONDS;
  const response = await fetch(`${url}/invocations`, {
    method: 'POST',
    headers: { ...(ContentType && { 'content-type': ContentType }), ...(Accept && { accept: Accept }) },
    body: new Uint8Array(body),
    signal: AbortSignal.timeout(seconds * 1000),
  }).catch((error: Error) => {
    throw new JobFailure('AlgorithmError', `the model did not answer for ${key}: ${error.message}`);
  });
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  throw new JobFailure('AlgorithmError', `the model answered ${response.status} for ${key}: ${await response.text()}`);
}
