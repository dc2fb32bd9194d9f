import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { FeatureFunction } from '../functions/feature-function';
import { allowKeyUseThrough } from '../storage/key-use';

/** Lets a function tell monitors that there is something to look at. */
export function allowAnnouncing(from: FeatureFunction, { queue, key }: { queue: Queue; key: IKey }): void {
  from.tell('monitorQueueUrl', queue.queueUrl);
  from.allow(['sqs:SendMessage'], [queue.queueArn]);
  allowKeyUseThrough(['sqs'], from, key);
}
