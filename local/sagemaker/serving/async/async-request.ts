import { randomUUID } from 'node:crypto';
import { joinS3 } from '../../cloud/s3-uri';
import type { AsyncConfig } from './async-config';

/** One accepted InvokeEndpointAsync, kept until it has its result. */
export interface AsyncRequest {
  readonly id: string;
  readonly endpoint: string;
  readonly inferenceId: string;
  /** s3:// URI. */
  readonly input: string;
  readonly output: string;
  readonly failure?: string;
  /** Headers for the container. */
  readonly headers: Readonly<Record<string, string>>;
  /** Epoch seconds. */
  readonly receivedAt: number;
  readonly ttlSeconds: number;
  readonly timeoutSeconds: number;
}

/** Documented defaults and limits of InvokeEndpointAsync. */
const TTL = { least: 60, most: 21_600, otherwise: 21_600 };
const TIMEOUT = { least: 1, most: 3_600, otherwise: 900 };

export interface AsyncCall {
  readonly endpoint: string;
  readonly headers: Headers;
  readonly config: AsyncConfig;
  /** Epoch seconds. */
  readonly now: number;
}

/** @throws Error whose message says what is wrong */
export function asyncRequest({ endpoint, headers, config, now }: AsyncCall): AsyncRequest {
  const read = (name: string) => headers.get(`x-amzn-sagemaker-${name}`) ?? undefined;
  const input = read('inputlocation');
  if (!input?.startsWith('s3://')) throw new Error(`InputLocation must be an s3:// URI, got ${input ?? 'nothing'}`);
  const id = randomUUID();
  const { S3OutputPath = '', S3FailurePath } = config.OutputConfig;
  const inferenceId = read('inference-id') ?? id;
  const passed = {
    'content-type': read('content-type'),
    accept: read('accept'),
    'x-amzn-sagemaker-custom-attributes': read('custom-attributes'),
    'x-amzn-sagemaker-inference-id': inferenceId,
  };
  const present = Object.entries(passed).filter((one): one is [string, string] => one[1] !== undefined);
  return {
    id,
    endpoint,
    inferenceId,
    input,
    output: joinS3(S3OutputPath, `${id}.out`),
    ...(S3FailurePath && { failure: joinS3(S3FailurePath, `${id}-error.out`) }),
    headers: Object.fromEntries(present),
    receivedAt: now,
    ttlSeconds: seconds('RequestTTLSeconds', read('requestttlseconds'), TTL),
    timeoutSeconds: seconds('InvocationTimeoutSeconds', read('invocationtimeoutseconds'), TIMEOUT),
  };
}

function seconds(name: string, text: string | undefined, { least, most, otherwise }: typeof TTL): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} must be a whole number from ${least} to ${most}, got ${text}`);
}
