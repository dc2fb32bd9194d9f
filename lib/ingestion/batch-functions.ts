import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { recordPrefixes, validatedPrefixes } from '../../lambdas/contracts/key-layout';
import type { Environment } from '../config/schema';
import { FeatureFunction, type FunctionSettings } from '../functions/feature-function';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowKeyUseThrough } from '../storage/key-use';
import { allowObjects } from '../storage/object-access';
import type { LedgerTable } from './ledger-table';

export interface BatchFunctionsProps {
  readonly settings: FunctionSettings;
  readonly environment: Environment;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
}

/** Shorter than a message's retry, longer than ten of the largest images take (10 x 25 MiB at 25 MB/s, 4 in flight). */
const timeoutSeconds = 60;

/** The two steps of validation: one reads and judges hostile bytes and may write nothing, the other acts. */
export class BatchFunctions extends Construct {
  readonly validate: FeatureFunction;
  readonly place: FeatureFunction;

  constructor(scope: Construct, id: string, props: BatchFunctionsProps) {
    super(scope, id);
    const { settings, key, environment } = props;
    this.validate = new FeatureFunction(this, 'Validate', {
      settings,
      key,
      name: 'ingestion/validate-batch',
      description: 'Judges a batch of objects; may read only',
      memoryMiB: environment.ingestion.functionMemoryMiB,
      timeoutSeconds,
    });
    this.place = new FeatureFunction(this, 'Place', {
      settings,
      key,
      name: 'ingestion/place-batch',
      description: 'Moves judged objects to curated or quarantine and records why',
      memoryMiB: 512,
      timeoutSeconds,
    });
    this.grantReading(this.validate, props);
    this.grantReading(this.place, props);
    this.grantPlacing(props);
    for (const called of [this.validate, this.place])
      called.acknowledgeNoDeadLetters('Step Functions waits for its answer.');
  }

  private grantReading(reader: FeatureFunction, { buckets, ledger, key }: BatchFunctionsProps): void {
    const actions = ['s3:GetObject', 's3:GetObjectVersion'];
    allowObjects(reader, { actions, bucket: buckets.intake, prefixes: validatedPrefixes });
    // With the right to list, a vanished object is a 404 that we skip, not a 403 that looks like a broken policy.
    reader.allow(['s3:ListBucket'], [buckets.intake.bucketArn]);
    ledger.grantUse(reader);
    allowKeyUseThrough(['s3', 'dynamodb'], reader, key);
  }

  private grantPlacing({ buckets: { curated, quarantine } }: BatchFunctionsProps): void {
    const { place } = this;
    place.tell('curatedBucket', curated.bucketName);
    place.tell('quarantineBucket', quarantine.bucketName);
    const { features, examples, feedback, reasons, rows } = recordPrefixes;
    const actions = ['s3:GetObject', 's3:PutObject'];
    allowObjects(place, { actions, bucket: curated, prefixes: [...validatedPrefixes, features, examples, feedback] });
    allowObjects(place, { actions, bucket: quarantine, prefixes: [...validatedPrefixes, reasons, rows] });
    place.allow(['s3:ListBucket'], [curated.bucketArn, quarantine.bucketArn]);
    // What a person had validated again and passes leaves quarantine.
    allowObjects(place, {
      actions: ['s3:DeleteObject'],
      bucket: quarantine,
      prefixes: [...validatedPrefixes, reasons],
    });
  }
}
