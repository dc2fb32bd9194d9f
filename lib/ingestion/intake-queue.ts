import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { validatedPrefixes } from '../../lambdas/contracts/key-layout';
import type { Environment } from '../config/schema';
import { acknowledge } from '../observability/acknowledge';

export interface IntakeQueueProps {
  readonly key: IKey;
  readonly intake: IBucket;
  readonly environment: Environment;
}

/** Every object that arrives in intake becomes a message; what can't be processed ends in the dead-letter queue. */
export class IntakeQueue extends Construct {
  readonly resource: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { key, intake, environment }: IntakeQueueProps) {
    super(scope, id);
    const { retrySeconds, maxTries } = environment.ingestion;
    const shared = { encryption: QueueEncryption.KMS, encryptionMasterKey: key, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', { ...shared, retentionPeriod: Duration.days(14) });
    acknowledge(this.deadLetters, 'Serverless-SQSRedrivePolicy', 'It is the dead-letter queue; an alarm watches it.');
    this.resource = new Queue(this, 'Resource', {
      ...shared,
      // A message must stay hidden while its workflow runs, else it is processed twice at once.
      visibilityTimeout: Duration.seconds(retrySeconds),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxTries },
    });
    new Rule(this, 'ObjectCreated', {
      description: 'Objects that arrive in the intake bucket',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [intake.bucketName] },
          object: { key: validatedPrefixes.map(prefix => ({ prefix })) },
        },
      },
      targets: [
        new SqsQueue(this.resource, {
          deadLetterQueue: this.deadLetters,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
