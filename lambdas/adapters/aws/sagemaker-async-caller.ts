import { InvokeEndpointAsyncCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { parseS3Uri } from '../../domain/s3-uri';
import type { Clock } from '../../ports/clock';
import type { EndpointAnswer, StoredCall, StoredCaller } from '../../ports/endpoint-caller';
import type { ObjectStore } from '../../ports/object-store';
import { pause } from '../clock';

/** SageMaker keeps a request at least so long, and no answer may take longer to be a good one. */
export const answerDeadlineSeconds = 60;
/** A wait before each look: a fifth of a second at first, more when the answer takes its time. */
const looks = { firstMs: 200, longestMs: 1000, growth: 1.2 };

export interface AsyncCallerEffects {
  readonly client: SageMakerRuntimeClient;
  /** Reads what the endpoint writes. */
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly clock: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Asks asynchronous endpoints of SageMaker, and looks for the file of the answer or of the failure until a deadline. */
export class SageMakerAsyncCaller implements StoredCaller {
  constructor(private readonly effects: AsyncCallerEffects) {}

  /** @returns milliseconds from the request until its file was found: time in SageMaker's queue counts */
  async askStored(call: StoredCall): Promise<EndpointAnswer> {
    const begin = this.effects.clock.now().getTime();
    const milliseconds = () => this.effects.clock.now().getTime() - begin;
    const failed = (reason: string): EndpointAnswer => ({ kind: 'failed', reason, milliseconds: milliseconds() });
    try {
      const { OutputLocation, FailureLocation } = await this.invoke(call);
      if (!OutputLocation) return failed('SageMaker named no file for the answer');
      let waitMs = looks.firstMs;
      while (milliseconds() + waitMs <= 1000 * answerDeadlineSeconds) {
        await (this.effects.wait ?? pause)(waitMs);
        waitMs = Math.min(looks.longestMs, looks.growth * waitMs);
        const bytes = await this.read(OutputLocation);
        if (bytes) return { kind: 'answered', bytes, attributes: '', milliseconds: milliseconds() };
        const failure = FailureLocation && (await this.read(FailureLocation));
        if (failure) return failed(new TextDecoder().decode(failure).slice(0, 1000));
      }
      return failed(`no file ${OutputLocation} within ${answerDeadlineSeconds} s`);
    } catch (thrown) {
      const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
      return failed(`${name}: ${message}`);
    }
  }

  private invoke({ endpoint, input, contentType }: StoredCall) {
    return this.effects.client.send(
      new InvokeEndpointAsyncCommand({
        EndpointName: endpoint,
        InputLocation: `s3://${input.bucket}/${input.key}`,
        ContentType: contentType,
        RequestTTLSeconds: answerDeadlineSeconds,
        InvocationTimeoutSeconds: answerDeadlineSeconds,
      }),
    );
  }

  private async read(uri: string): Promise<Uint8Array | undefined> {
    return (await this.effects.objects.get(parseS3Uri(uri)))?.bytes;
  }
}
