import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ClientSettings } from './settings';

export interface StateChange {
  /** Such as `SageMaker Training Job State Change`. */
  readonly detailType: string;
  /** What it is about, most general first. */
  readonly arn: string | readonly string[];
  readonly detail: object;
  /** Epoch seconds. */
  readonly at: number;
}

const TRIES = 3;

/** Sends events in the order they came; one that fails thrice is logged and given up. */
export class Events {
  private readonly client: EventBridgeClient;
  private queue: Promise<void> = Promise.resolve();

  constructor(
    settings: ClientSettings,
    private readonly log: (line: string) => void,
    /** `aws.` and the service. */
    private readonly source = 'aws.sagemaker',
  ) {
    this.client = new EventBridgeClient(settings);
  }

  emit(change: StateChange): void {
    this.queue = this.queue.then(() => this.send(change));
  }

  /** Resolves when all that was emitted so far is sent. */
  settled(): Promise<void> {
    return this.queue;
  }

  private async send({ detailType, arn, detail, at }: StateChange): Promise<void> {
    const entry = {
      Source: this.source,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
      Resources: [arn].flat(),
      Time: new Date(at * 1000),
    };
    for (let tried = 1; ; tried++) {
      try {
        const { Entries = [] } = await this.client.send(new PutEventsCommand({ Entries: [entry] }));
        if (Entries[0]?.ErrorCode) throw new Error(`${Entries[0].ErrorCode}: ${Entries[0].ErrorMessage}`);
        return;
      } catch (error) {
        if (tried < TRIES) continue;
        this.log(`${this.source}: event ${detailType} of ${arn} was not delivered: ${(error as Error).message}`);
        return;
      }
    }
  }
}
