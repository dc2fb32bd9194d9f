import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import type { Clock } from '../../ports/clock';
import type { EndpointAnswer, EndpointCall, EndpointCaller } from '../../ports/endpoint-caller';

/** One try only: a second one would hide an error of the model that is looked for. */
export const sageMakerRuntimeClient = (): SageMakerRuntimeClient => new SageMakerRuntimeClient({ maxAttempts: 1 });

/** Asks endpoints of SageMaker. */
export class SageMakerEndpointCaller implements EndpointCaller {
  constructor(
    private readonly client: SageMakerRuntimeClient,
    private readonly clock: Clock,
  ) {}

  async ask({ endpoint, bytes, contentType }: EndpointCall): Promise<EndpointAnswer> {
    const begin = this.clock.now().getTime();
    const milliseconds = () => this.clock.now().getTime() - begin;
    try {
      const command = new InvokeEndpointCommand({ EndpointName: endpoint, Body: bytes, ContentType: contentType });
      const { Body, CustomAttributes = '' } = await this.client.send(command);
      return {
        kind: 'answered',
        bytes: Body ?? new Uint8Array(),
        attributes: CustomAttributes,
        milliseconds: milliseconds(),
      };
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      return { kind: 'failed', reason: `${name}: ${message}`, milliseconds: milliseconds() };
    }
  }
}
