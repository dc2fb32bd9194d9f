import type { AnsweringModel } from '../../lambdas/contracts/prediction-record';
import { sniffContent } from '../../lambdas/domain/images/sniff-content';
import { readModelAttributes } from '../../lambdas/domain/predictions/model-attributes';
import { longestBody } from '../../lambdas/domain/predictions/pack-requests';
import { type ItemAnswer, readAnswers, readRefusal } from '../../lambdas/domain/predictions/read-answers';
import type { Endpoints } from '../../lambdas/ports/endpoints';
import { WorkFoundProblems } from '../errors';
import type { ClassifiedWorkload } from './classified-workload';

export interface FilePrediction extends AnsweringModel {
  readonly file: string;
  readonly workload: string;
  readonly endpoint: string;
  /** Null when the model refused the file; `refusal` says why. */
  readonly label: string | null;
  readonly score: number | null;
  readonly probabilities: Readonly<Record<string, number>> | null;
  readonly refusal: { readonly code: string; readonly message: string } | null;
  /** Of the call, its connection included. */
  readonly milliseconds: number;
}

export interface ClassifyFileEffects {
  readonly endpoints: Endpoints;
  readonly nowMs: () => number;
}

/** Asks an endpoint for one file of this disk. Nothing is stored. @throws WorkFoundProblems when none serves */
export async function classifyFile(
  file: { readonly path: string; readonly bytes: Uint8Array },
  { workload, plan, endpoint }: ClassifiedWorkload & { readonly endpoint: string },
  { endpoints, nowMs }: ClassifyFileEffects,
): Promise<FilePrediction> {
  const { bytes } = file;
  if (bytes.length > longestBody) {
    throw new WorkFoundProblems(
      `everloop classify: file must be at most ${longestBody} bytes (SageMaker takes no more), got ${bytes.length}; shrink it`,
    );
  }
  const content = sniffContent(bytes);
  const contentType = content.kind === 'image' ? `image/${content.format}` : 'application/octet-stream';
  const started = nowMs();
  const invoked = await endpoints.invoke({ endpointName: endpoint, contentType, body: bytes });
  const milliseconds = Math.round((nowMs() - started) * 10) / 10;
  if (invoked.kind === 'absent') throw absent(endpoint, workload);
  if (invoked.kind === 'async') throw asynchronous(endpoint);
  const answer: ItemAnswer | undefined =
    invoked.kind === 'refused'
      ? readRefusal(invoked.status, invoked.message)
      : readAnswers(invoked.body, 1, plan.classes)[0];
  const scored = answer?.kind === 'scored' ? answer : null;
  return {
    file: file.path,
    workload,
    endpoint,
    label: scored?.label ?? null,
    score: scored?.score ?? null,
    probabilities: scored?.probabilities ?? null,
    refusal: answer?.kind === 'refused' ? { code: answer.code, message: answer.message } : null,
    ...readModelAttributes(invoked.kind === 'answered' ? invoked.attributes : ''),
    milliseconds,
  };
}

const absent = (endpoint: string, workload: string): WorkFoundProblems =>
  new WorkFoundProblems(
    `everloop classify: endpoint ${endpoint} must serve, got none; approve a version of ${workload} and release it (see \`everloop models ${workload}\`)`,
  );

const asynchronous = (endpoint: string): WorkFoundProblems =>
  new WorkFoundProblems(
    `everloop classify: endpoint ${endpoint} must answer calls, got an asynchronous one; ask it for an object in S3 (InvokeEndpointAsync), or another endpoint with --stage pre-production`,
  );
