import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Endpoints, Invocation, Invoked } from '../../ports/endpoints';

/** Below the 60 s that SageMaker waits for a container, and that a function of ours may run. */
const requestTimeoutMs = 25_000;

/** Throttling and faults of SageMaker are retried with backoff: about a second in all, then the queue waits longer. */
export const sageMakerRuntimeClient = (settings: object = {}): SageMakerRuntimeClient =>
  new SageMakerRuntimeClient({
    maxAttempts: 4,
    requestHandler: { requestTimeout: requestTimeoutMs, throwOnRequestTimeout: true },
    ...settings,
  });

/** A container answered with an error of its own, or not at all. */
export class ModelFaultError extends Error {
  override readonly name = 'ModelFaultError';
}

export class SageMakerEndpoints implements Endpoints {
  constructor(private readonly client: SageMakerRuntimeClient) {}

  async invoke({ endpointName, contentType, body }: Invocation): Promise<Invoked> {
    try {
      const answer = await this.client.send(
        new InvokeEndpointCommand({ EndpointName: endpointName, ContentType: contentType, Body: body }),
      );
      const text = new TextDecoder().decode(answer.Body);
      return { kind: 'answered', body: text, attributes: answer.CustomAttributes ?? '' };
    } catch (error) {
      return explained(error, endpointName);
    }
  }
}

interface ServiceError extends Error {
  readonly OriginalStatusCode?: number;
  readonly OriginalMessage?: string;
}

/** @throws what another try may mend */
function explained(error: unknown, endpointName: string): Invoked {
  if (!(error instanceof Error)) throw error;
  const { name, message, OriginalStatusCode: status = 0, OriginalMessage = message } = error as ServiceError;
  // SageMaker says of an endpoint that is being made, and of one that failed, that it was not found.
  if (name.startsWith('Validation') && /not found/i.test(message)) return { kind: 'absent' };
  if (name !== 'ModelError') throw error;
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) {
    return { kind: 'refused', status, message: OriginalMessage };
  }
  const got = status === 0 ? 'no answer' : `status ${status}`;
  const text = `endpoint ${endpointName}: its container must answer, got ${got}: ${OriginalMessage.slice(0, 300)}; look at its log`;
  throw new ModelFaultError(text, { cause: error });
}
