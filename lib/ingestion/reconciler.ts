import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import { acknowledgeInvocation } from '../observability/acknowledge';
import { allowKeyUseThrough } from '../storage/key-use';
import type { IntakeQueue } from './intake-queue';
import type { LedgerTable } from './ledger-table';

export interface ReconcilerProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly intake: IBucket;
  readonly queue: IntakeQueue;
  readonly ledger: LedgerTable;
}

/** Sends again, once a day, what arrived and was never dealt with. */
export class Reconciler extends Construct {
  readonly function: FeatureFunction;

  constructor(scope: Construct, id: string, props: ReconcilerProps) {
    super(scope, id);
    this.function = new FeatureFunction(this, 'Function', {
      settings: props.settings,
      key: props.key,
      name: 'ingestion/reconcile',
      description: 'Compares the intake bucket with the ledger and sends again what was lost',
      memoryMiB: 256,
      timeoutSeconds: 900,
    });
    this.grant(props);
    const resource = this.function.resource;
    this.function.acknowledgeNoDeadLetters('It runs again tomorrow from its cursor, and an alarm watches its errors.');
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Starts the reconciler',
    });
    acknowledgeInvocation(role, [resource]);
    new Schedule(this, 'Daily', {
      description: 'Compare intake with the ledger',
      schedule: ScheduleExpression.rate(Duration.days(1)),
      target: new LambdaInvoke(resource, {
        role,
        deadLetterQueue: props.queue.deadLetters,
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
      }),
    });
  }

  private grant({ intake, queue, ledger, key }: ReconcilerProps): void {
    this.function.tell('intakeBucket', intake.bucketName);
    this.function.tell('intakeQueueUrl', queue.resource.queueUrl);
    this.function.allow(['s3:ListBucket'], [intake.bucketArn]);
    this.function.allow(['sqs:SendMessage'], [queue.resource.queueArn]);
    allowKeyUseThrough(['sqs', 'dynamodb'], this.function, key);
    ledger.grantUse(this.function);
  }
}
