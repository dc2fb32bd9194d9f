import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { LedgerTable } from '../ingestion/ledger-table';
import { addOutputs } from '../observability/stack-outputs';
import { DataKey } from '../storage/data-key';
import { ownEmptyingLogs } from '../storage/emptying-logs';
import { EverloopBuckets } from '../storage/everloop-buckets';
import { TrailTable } from '../trail/trail-table';

export interface DataStackProps extends StackProps {
  readonly environment: Environment;
}

/** What outlives every other deployment: key, buckets, ledger, trail. */
export class DataStack extends Stack {
  readonly key: DataKey;
  readonly buckets: EverloopBuckets;
  readonly ledger: LedgerTable;
  readonly trail: TrailTable;

  constructor(scope: Construct, id: string, { environment, ...props }: DataStackProps) {
    super(scope, id, { ...props, description: 'Everloop: buckets, key, ledger and trail' });
    const { dataMayGo } = environment;
    this.key = new DataKey(this, 'Key', { dataMayGo });
    const key = this.key.resource;
    this.buckets = new EverloopBuckets(this, 'Buckets', { key, environment });
    if (dataMayGo) ownEmptyingLogs(this, { key, retention: environment.logRetentionDays });
    this.ledger = new LedgerTable(this, 'Ledger', { key, dataMayGo });
    this.trail = new TrailTable(this, 'Trail', { key, dataMayGo });
    addOutputs(this, 'Data', {
      IntakeBucket: this.buckets.intake.bucketName,
      CuratedBucket: this.buckets.curated.bucketName,
      QuarantineBucket: this.buckets.quarantine.bucketName,
      ModelsBucket: this.buckets.models.bucketName,
      PredictionsBucket: this.buckets.predictions.bucketName,
      AccessLogsBucket: this.buckets.accessLogs.bucketName,
      LedgerTable: this.ledger.resource.tableName,
      TrailTable: this.trail.resource.tableName,
    });
  }
}
