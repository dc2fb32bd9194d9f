import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime';
import { answerSeconds, classificationSeconds } from '../../contracts/classification-times';
import {
  type AsyncInvocation,
  type Endpoints,
  type Invocation,
  type Invoked,
  type InvokedAsync,
  ModelFaultError,
} from '../../ports/endpoints';

/** Throttling and faults of SageMaker are retried with backoff: about a second in all, then the queue waits longer. */
export const sageMakerRuntimeClient = (settings: object = {}): SageMakerRuntimeClient =>
  new SageMakerRuntimeClient({ maxAttempts: 4, ...settings });

export class SageMakerEndpoints implements Endpoints {
  constructor(
    private readonly client: SageMakerRuntimeClient,
    private readonly callMs: number = classificationSeconds.call * 1000,
  ) {}

  /** All tries of a call together end in time. A timeout of the SDK's own would be tried again; what is aborted is not. */
  async invoke({ endpointName, contentType, body, signal }: Invocation): Promise<Invoked> {
    const inTime = AbortSignal.timeout(this.callMs);
    const abortSignal = signal ? AbortSignal.any([signal, inTime]) : inTime;
    try {
      const command = new InvokeEndpointCommand({ EndpointName: endpointName, ContentType: contentType, Body: body });
      const answer = await this.client.send(command, { abortSignal });
      const text = new TextDecoder().decode(answer.Body);
      return { kind: 'answered', body: text, attributes: answer.CustomAttributes ?? '' };
    } catch (error) {
      if (abortSignal.aborted)
        throw noAnswer(endpointName, inTime.aborted ? `${this.callMs / 1000} s` : 'its batch', error);
      return explained(error, endpointName);
    }
  }

  async invokeAsync({
    endpointName,
    contentType,
    inputUri,
    inferenceId,
    signal,
  }: AsyncInvocation): Promise<InvokedAsync> {
    const command = new InvokeEndpointAsyncCommand({
      EndpointName: endpointName,
      ContentType: contentType,
      InputLocation: inputUri,
      InferenceId: inferenceId,
      RequestTTLSeconds: answerSeconds.lost,
      InvocationTimeoutSeconds: classificationSeconds.call,
    });
    try {
      const inTime = AbortSignal.timeout(this.callMs);
      const abortSignal = signal ? AbortSignal.any([signal, inTime]) : inTime;
      const accepted = await this.client.send(command, { abortSignal });
      const { OutputLocation: answerUri, FailureLocation: failureUri } = accepted;
      if (answerUri && failureUri) return { kind: 'pending', answerUri, failureUri };
    } catch (error) {
      if (isAbsent(error)) return { kind: 'absent' };
      if (isOtherKind(error)) return { kind: 'direct' };
      throw error;
    }
    throw new Error(
      `endpoint ${endpointName}: it must say where its answer and its failure will be, got no location; release it again`,
    );
  }
}

function noAnswer(endpointName: string, within: string, cause: unknown): ModelFaultError {
  const text = `endpoint ${endpointName}: its container must answer in time, got no answer within ${within}; look at its log`;
  return new ModelFaultError(text, { cause });
}

interface ServiceError extends Error {
  readonly OriginalStatusCode?: number;
  readonly OriginalMessage?: string;
}

const isInvalid = (error: unknown, words: RegExp): boolean =>
  error instanceof Error && error.name.startsWith('Validation') && words.test(error.message);

/** SageMaker says of an endpoint that is being made, and of one that failed, that it was not found. */
const isAbsent = (error: unknown): boolean => isInvalid(error, /not found/i);
/** Asked in the way that only the other kind of endpoint, direct or asynchronous, takes. */
const isOtherKind = (error: unknown): boolean => isInvalid(error, /async/i);

/** @throws what another try may mend */
function explained(error: unknown, endpointName: string): Invoked {
  if (!(error instanceof Error)) throw error;
  const { name, message, OriginalStatusCode: status = 0, OriginalMessage = message } = error as ServiceError;
  if (isAbsent(error)) return { kind: 'absent' };
  if (isOtherKind(error)) return { kind: 'async' };
  if (name !== 'ModelError') throw error;
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return { kind: 'refused', status, message: OriginalMessage };
  }
  const got = status === 0 ? 'no answer' : `status ${status}`;
  const text = `endpoint ${endpointName}: its container must answer, got ${got}: ${OriginalMessage.slice(0, 300)}; look at its log`;
  throw new ModelFaultError(text, { cause: error });
}
