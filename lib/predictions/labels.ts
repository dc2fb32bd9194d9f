import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  intakePrefixes,
  predictionFolders,
  predictionPrefixes,
  recordPrefixes,
} from '../../lambdas/contracts/key-layout';
import type { TrainedWorkload } from '../config/trained-workloads';
import { EventQueue } from '../functions/event-queue';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { LedgerTable } from '../ingestion/ledger-table';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import { allowAnnouncing } from './announcing';

export interface LabelsProps {
  readonly settings: FunctionSettings;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
  /** Whose predictions are answered. */
  readonly workloads: readonly TrainedWorkload[];
  /** Of monitors that are told of labels. */
  readonly looks?: Queue | undefined;
}

/** Shorter than the ledger's lease (90 s). */
const timeoutSeconds = 60;

/** Labels come in, by file or as examples -> each is joined to its prediction and becomes a training example. */
export class Labels extends Construct {
  readonly function: FeatureFunction;
  readonly queue: EventQueue;

  constructor(scope: Construct, id: string, props: LabelsProps) {
    super(scope, id);
    const { settings, key, buckets } = props;
    this.function = new FeatureFunction(this, 'Function', {
      settings,
      key,
      name: 'predictions/join-labels',
      description: 'Joins labels to the predictions that they answer',
      memoryMiB: 512,
      timeoutSeconds,
    });
    this.grantReading(props);
    this.grantWriting(props);
    if (props.looks) allowAnnouncing(this.function, { queue: props.looks, key });
    this.queue = new EventQueue(this, 'Queue', { key, consumer: this.function, timeoutSeconds });
    this.queue.receive('LabelsArrived', 'Files of labels that arrive in the intake bucket', {
      source: ['aws.s3'],
      detailType: ['Object Created'],
      detail: {
        bucket: { name: [buckets.intake.bucketName] },
        object: { key: [{ prefix: intakePrefixes.labels }] },
      },
    });
  }

  private grantReading({ buckets: { intake, curated, predictions }, ledger, key, workloads }: LabelsProps): void {
    const actions = ['s3:GetObject', 's3:GetObjectVersion'];
    allowObjects(this.function, { actions, bucket: intake, prefixes: [intakePrefixes.labels] });
    const prefixes = workloads.flatMap(({ id }) => [
      `${intakePrefixes.incoming}${id}/`,
      `${intakePrefixes.labelled}${id}/`,
      `${recordPrefixes.features}${id}/`,
    ]);
    allowObjects(this.function, { actions, bucket: curated, prefixes });
    this.function.allow(['s3:ListBucket'], [intake.bucketArn, curated.bucketArn, predictions.bucketArn]);
    ledger.grantUse(this.function);
    allowKeyUseThrough(['s3', 'dynamodb'], this.function, key);
  }

  /** Examples of feedback, never the golden set: that lies below another prefix. */
  private grantWriting({ buckets: { curated, predictions, quarantine }, workloads }: LabelsProps): void {
    this.function.tell('curatedBucket', curated.bucketName);
    this.function.tell('predictionsBucket', predictions.bucketName);
    this.function.tell('quarantineBucket', quarantine.bucketName);
    const below = (prefix: string) => workloads.map(({ id }) => `${prefix}${id}/`);
    const put = { actions: ['s3:PutObject'] };
    const { labelled } = intakePrefixes;
    const { examples, gathered, reasons, rows } = recordPrefixes;
    const made = [labelled, examples, gathered].flatMap(below);
    allowObjects(this.function, { ...put, bucket: curated, prefixes: made });
    allowObjects(this.function, { ...put, bucket: predictions, prefixes: below(predictionPrefixes.labels) });
    allowObjects(this.function, { ...put, bucket: quarantine, prefixes: [intakePrefixes.labels, reasons, rows] });
    allowObjects(this.function, {
      actions: ['s3:GetObject', 's3:DeleteObject'],
      bucket: predictions,
      prefixes: workloads.map(({ id }) => `${id}/${predictionFolders.review}/`),
    });
  }
}
