import { Duration } from 'aws-cdk-lib';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../observability/acknowledge';
import { allowKeyUseThrough } from '../storage/key-use';
import type { FeatureFunction } from './feature-function';

export interface EventQueueProps {
  readonly key: IKey;
  /** Takes the events, in batches; answers with the failed ones. */
  readonly consumer: FeatureFunction;
  /** Of the consumer. */
  readonly timeoutSeconds: number;
  /** Before a message is tried again; six times the timeout, as AWS asks for, when left out. */
  readonly retrySeconds?: number;
  /** As often as an event is tried before it waits for a person; 5 when left out. */
  readonly maxTries?: number;
  /** How long Lambda may wait for a batch to fill; it does not when left out. */
  readonly batchWindowSeconds?: number;
  /** How many calls of the consumer may be under way; as many as Lambda likes when left out. */
  readonly maxConcurrency?: number;
}

const defaultTries = 5;

/**
 * Events on their way to one function. A queue between them keeps an event for days when the function fails, and counts
 * its tries; Lambda's own retries end after six hours, with nothing to look at.
 */
export class EventQueue extends Construct {
  readonly resource: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: EventQueueProps) {
    super(scope, id);
    const { key, retrySeconds = 6 * props.timeoutSeconds, maxTries = defaultTries } = props;
    const shared = {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    };
    this.deadLetters = new Queue(this, 'DeadLetters', shared);
    acknowledge(this.deadLetters, 'Serverless-SQSRedrivePolicy', 'It is the dead-letter queue; an alarm watches it.');
    this.resource = new Queue(this, 'Resource', {
      ...shared,
      visibilityTimeout: Duration.seconds(retrySeconds),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxTries },
    });
    this.feed(props);
  }

  /** Sends what matches to the queue. */
  receive(id: string, description: string, eventPattern: EventPattern): void {
    const target = new SqsQueue(this.resource, {
      deadLetterQueue: this.deadLetters,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    });
    new Rule(this, id, { description, eventPattern, targets: [target] });
  }

  private feed({ consumer, key, maxConcurrency, batchWindowSeconds }: EventQueueProps): void {
    const actions = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];
    consumer.allow(
      actions.map(action => `sqs:${action}`),
      [this.resource.queueArn],
    );
    allowKeyUseThrough(['sqs'], consumer, key);
    consumer.acknowledgeNoDeadLetters('It takes events from a queue, which has a dead-letter queue.');
    const mapping = consumer.resource.addEventSourceMapping('Events', {
      eventSourceArn: this.resource.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      ...(maxConcurrency !== undefined && { maxConcurrency }),
      ...(batchWindowSeconds && { maxBatchingWindow: Duration.seconds(batchWindowSeconds) }),
    });
    const reason = 'A queue has no destination for failures but its dead-letter queue.';
    acknowledge(mapping, 'Serverless-LambdaEventSourceMappingDestination', reason);
    // Lambda checks the role's rights when the mapping is made; the policy is a resource of its own.
    mapping.node.addDependency(consumer.resource.role ?? consumer.resource);
  }
}
