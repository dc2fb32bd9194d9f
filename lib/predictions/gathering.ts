import { Duration, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { GatherRequest } from '../../lambdas/contracts/gather-request';
import { predictionPrefixes, tablePrefixes } from '../../lambdas/contracts/key-layout';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import { acknowledgeInvocation } from '../observability/acknowledge';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';

export interface GatheringProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  /** Whose predictions and labels are gathered. */
  readonly workloads: readonly TrainedWorkload[];
  /** Takes calls that the scheduler could not make. */
  readonly deadLetters: IQueue;
}

/** Prediction and label records become Parquet, hour by hour. */
export class Gathering extends Construct {
  readonly function: FeatureFunction;

  constructor(scope: Construct, id: string, props: GatheringProps) {
    super(scope, id);
    const { settings, key, environment, buckets, workloads } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'predictions/gather-records',
      description: 'Gathers the records of each hour into Parquet',
      // A file of 100,000 rows takes 280 MB: its bytes, and 5,000 lines as text and as columns.
      memoryMiB: 1024,
      timeoutSeconds: 900,
    });
    this.function.acknowledgeNoDeadLetters('It runs again within the hour, and an alarm watches its errors.');
    this.grant(buckets, workloads);
    allowKeyUseThrough(['s3'], this.function, key);
    if (!environment.predictions.parquet) return;
    // A message may wait for 14 days and be moved back to its queue then: its line is as late.
    this.schedule(props, { id: 'Hourly', every: Duration.hours(1), hours: 6 });
    this.schedule(props, { id: 'Daily', every: Duration.days(1), hours: 16 * 24 });
  }

  private grant({ predictions }: EverloopBuckets, workloads: GatheringProps['workloads']): void {
    this.function.tell('predictionsBucket', predictions.bucketName);
    const { records, labels } = predictionPrefixes;
    const lines = workloads.flatMap(({ id }) => [`${records}${id}/`, `${labels}${id}/`]);
    allowObjects(this.function, { actions: ['s3:GetObject'], bucket: predictions, prefixes: lines });
    const files = workloads.flatMap(({ id }) => Object.values(tablePrefixes).map(prefix => `${prefix}workload=${id}/`));
    // The file of an hour that grew too large makes way for its parts.
    const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    allowObjects(this.function, { actions, bucket: predictions, prefixes: files });
    this.function.allow(['s3:ListBucket'], [predictions.bucketArn]);
  }

  private schedule({ deadLetters }: GatheringProps, { id, every, hours }: Interval): void {
    const role = new Role(this, `${id}Role`, {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      description: 'Starts the gathering of records',
    });
    acknowledgeInvocation(role, [this.function.resource]);
    new Schedule(this, id, {
      description: `Gather the records of the last ${hours} hours`,
      schedule: ScheduleExpression.rate(every),
      target: new LambdaInvoke(this.function.resource, {
        role,
        input: ScheduleTargetInput.fromObject({ hours } satisfies GatherRequest),
        deadLetterQueue: deadLetters,
        retryAttempts: 3,
        maxEventAge: Duration.hours(1),
      }),
    });
  }
}

interface Interval {
  readonly id: 'Hourly' | 'Daily';
  readonly every: Duration;
  /** How far it looks back. */
  readonly hours: number;
}
