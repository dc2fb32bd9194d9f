import { Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { classificationSeconds } from '../../lambdas/contracts/classification-times';
import {
  asyncPrefixOf,
  intakePrefixes,
  predictionPrefixes,
  recordPrefixes,
  transformPrefix,
} from '../../lambdas/contracts/key-layout';
import { endpointName } from '../../lambdas/contracts/resource-names';
import type { Environment } from '../config/schema';
import type { TrainedWorkload } from '../config/trained-workloads';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { LedgerTable } from '../ingestion/ledger-table';
import type { Registry } from '../registry/registry';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import { allowAnnouncing } from './announcing';
import type { Labels } from './labels';

export interface ClassificationProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
  readonly registry: Registry;
  /** Takes labels that came as examples. */
  readonly labels: Labels;
  /** Whose images are classified. */
  readonly workloads: readonly TrainedWorkload[];
  /** Of monitors that are told of predictions. */
  readonly looks?: Queue | undefined;
}

const timeoutSeconds = classificationSeconds.function;

/** A prefix of each workload's own. */
const belowEach = (workloads: readonly TrainedWorkload[]) => (prefix: string) =>
  workloads.map(({ id }) => `${prefix}${id}/`);

/** A validated image comes in -> the production endpoint names its class -> it lies in the folder of that class. */
export class Classification extends Construct {
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, props: ClassificationProps) {
    super(scope, id);
    const { settings, key, environment, workloads, buckets } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'predictions/classify-batch',
      description: 'Classifies images by their endpoint and copies each to the folder of its class',
      // Ten images of 6 MiB, once as they are and once as base64.
      memoryMiB: 512,
      timeoutSeconds,
    });
    const { concurrency, retrySeconds, maxTries, batchWindowSeconds } = environment.predictions;
    this.queue = new EventQueue(this, 'Queue', {
      key,
      consumer: this.function,
      timeoutSeconds,
      retrySeconds,
      maxTries,
      batchWindowSeconds,
      maxConcurrency: concurrency,
    });
    this.grantImages(props);
    this.grantModels(props);
    this.grantWaiting(props);
    if (props.looks) allowAnnouncing(this.function, { queue: props.looks, key });
    if (workloads.length === 0) return;
    const { features, feedback } = recordPrefixes;
    const below = belowEach(workloads);
    // The record of an image is written last: its event says that the image and its features are there.
    this.queue.receive('ImageValidated', 'Images that passed validation', {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [buckets.curated.bucketName] },
        object: { key: [...below(features), ...below(feedback)].map(prefix => ({ prefix })) },
      },
    });
  }

  private grantImages({ buckets, ledger, key, workloads }: ClassificationProps): void {
    const { curated, predictions } = buckets;
    this.function.tell('predictionsBucket', predictions.bucketName);
    const below = belowEach(workloads);
    allowObjects(this.function, {
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      bucket: curated,
      prefixes: [
        ...below(intakePrefixes.incoming),
        ...below(recordPrefixes.features),
        ...below(recordPrefixes.feedback),
      ],
    });
    // An image that is classified anew leaves the folder of its old class.
    const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
    allowObjects(this.function, { actions, bucket: predictions, prefixes: below('') });
    const answers = [...below(transformPrefix), ...workloads.map(({ id: workload }) => asyncPrefixOf(workload))];
    allowObjects(this.function, { actions: ['s3:GetObject'], bucket: predictions, prefixes: answers });
    const prefixes = below(predictionPrefixes.records);
    allowObjects(this.function, { actions: ['s3:PutObject'], bucket: predictions, prefixes });
    this.function.allow(['s3:ListBucket'], [curated.bucketArn, predictions.bucketArn]);
    ledger.grantUse(this.function);
    allowKeyUseThrough(['s3', 'dynamodb'], this.function, key);
  }

  private grantModels({ settings, registry, workloads }: ClassificationProps): void {
    const stack = Stack.of(this);
    const { project, environmentName: environment } = settings;
    this.function.allow(
      // Of which kind an endpoint is, its next release may change.
      ['sagemaker:InvokeEndpoint', 'sagemaker:InvokeEndpointAsync'],
      workloads.map(({ id: workload }) => {
        const resourceName = endpointName({ project, environment, workload, stage: 'production' });
        return stack.formatArn({ service: 'sagemaker', resource: 'endpoint', resourceName });
      }),
    );
    for (const { id: workload } of workloads) registry.groupOf(workload).grantDescribeVersions(this.function);
  }

  /** An image without an endpoint goes back to the queue as a new message; an example of feedback to that of labels. */
  private grantWaiting({ environment, labels }: ClassificationProps): void {
    const { resource } = this.queue;
    this.function.tell('predictionQueueUrl', resource.queueUrl);
    this.function.tell('longestWait', `${environment.predictions.longestWaitSeconds}`);
    this.function.tell('labelQueueUrl', labels.queue.resource.queueUrl);
    this.function.allow(['sqs:SendMessage'], [resource.queueArn, labels.queue.resource.queueArn]);
  }
}
