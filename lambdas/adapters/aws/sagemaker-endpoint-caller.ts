import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Clock } from '../../ports/clock';
import type { EndpointAnswer, EndpointCall, EndpointCaller } from '../../ports/endpoint-caller';
import { pause } from '../clock';

/** One try only: a second one would hide an error of the model that is looked for. */
export const sageMakerRuntimeClient = (): SageMakerRuntimeClient => new SageMakerRuntimeClient({ maxAttempts: 1 });

/** SageMaker turned the request away before any model saw it: a serverless endpoint that is full, or still starting. */
const turnedAway: readonly string[] = ['ThrottlingException', 'ModelNotReadyException'];
/** Before each further try; 7.5 s in all: 150 images, four at a time, end within a function's 300 s even if none is taken. */
const waitsMs = [500, 1000, 2000, 4000];

/** Asks endpoints of SageMaker. What never reached the model is asked again; what the model failed at is its answer. */
export class SageMakerEndpointCaller implements EndpointCaller {
  constructor(
    private readonly client: SageMakerRuntimeClient,
    private readonly clock: Clock,
    private readonly wait: (milliseconds: number) => Promise<void> = pause,
  ) {}

  /** @returns milliseconds of the last try alone: what was turned away took none of the model's time */
  async ask(call: EndpointCall): Promise<EndpointAnswer> {
    for (const milliseconds of waitsMs) {
      const { answer, error } = await this.attempt(call);
      if (answer.kind === 'answered' || !turnedAway.includes(error)) return answer;
      await this.wait(milliseconds);
    }
    return (await this.attempt(call)).answer;
  }

  /** @returns beside the answer the name of its error; empty without */
  private async attempt({
    endpoint,
    bytes,
    contentType,
  }: EndpointCall): Promise<{ answer: EndpointAnswer; error: string }> {
    const begin = this.clock.now().getTime();
    const milliseconds = () => this.clock.now().getTime() - begin;
    try {
      const command = new InvokeEndpointCommand({ EndpointName: endpoint, Body: bytes, ContentType: contentType });
      const { Body = new Uint8Array(), CustomAttributes: attributes = '' } = await this.client.send(command);
      return { answer: { kind: 'answered', bytes: Body, attributes, milliseconds: milliseconds() }, error: '' };
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
      return { answer: { kind: 'failed', reason: `${name}: ${message}`, milliseconds: milliseconds() }, error: name };
    }
  }
}
