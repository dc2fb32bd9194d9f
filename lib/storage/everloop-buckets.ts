import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import {
  asyncPrefix,
  gatheredDays,
  recordPrefixes,
  transformDays,
  transformPrefix,
} from '../../lambdas/contracts/key-layout';
import type { Environment } from '../config/schema';

export interface EverloopBucketsProps {
  readonly key: IKey;
  readonly environment: Environment;
}

/** The six buckets of an environment: versioned, private, TLS only, encrypted with our key, access logged. */
export class EverloopBuckets extends Construct {
  /** What arrives, as it arrived; tells EventBridge of every object. */
  readonly intake: IBucket;
  /** What passed validation, and its feature records; tells EventBridge of every object. */
  readonly curated: IBucket;
  /** What did not, and why. */
  readonly quarantine: IBucket;
  /** Data set manifests and model artifacts. */
  readonly models: IBucket;
  /** One folder per predicted class, and prediction records. */
  readonly predictions: IBucket;
  /** Who read or wrote the others. S3 can deliver logs only to a bucket with S3's own key. */
  readonly accessLogs: IBucket;

  constructor(scope: Construct, id: string, props: EverloopBucketsProps) {
    super(scope, id);
    const { retentionDays } = props.environment;
    this.accessLogs = this.bucket('AccessLogs', props, {
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(retentionDays.accessLogs) }],
    });
    this.intake = this.dataBucket('Intake', props, retentionDays.intake);
    this.curated = this.dataBucket('Curated', props, undefined, [
      { prefix: recordPrefixes.gathered, expiration: Duration.days(gatheredDays) },
    ]);
    this.quarantine = this.dataBucket('Quarantine', props, retentionDays.quarantine);
    this.models = this.dataBucket('Models', props);
    this.predictions = this.dataBucket('Predictions', props, retentionDays.predictions, [
      ...[transformPrefix, asyncPrefix].map(prefix => ({
        prefix,
        expiration: Duration.days(Math.min(transformDays, retentionDays.predictions)),
      })),
    ]);
    sendEventsToEventBridge(this.intake);
    sendEventsToEventBridge(this.curated);
  }

  private dataBucket(id: string, props: EverloopBucketsProps, keepDays?: number, more: LifecycleRule[] = []): IBucket {
    return this.bucket(id, props, {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      // One data key a bucket instead of one KMS call an object: 99 % fewer KMS requests.
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: this.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: [
        {
          ...(keepDays !== undefined && { expiration: Duration.days(keepDays) }),
          noncurrentVersionExpiration: Duration.days(props.environment.retentionDays.noncurrentVersions),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        ...(keepDays === undefined ? [] : [{ expiredObjectDeleteMarker: true }]),
        ...more,
      ],
    });
  }

  private bucket(id: string, { environment }: EverloopBucketsProps, own: BucketProps): IBucket {
    const bucket = new Bucket(this, id, {
      ...own,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: environment.dataMayGo ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: environment.dataMayGo,
    });
    // The library's types are not written for exactOptionalPropertyTypes: to it a Bucket is no IBucket.
    return bucket as IBucket;
  }
}

/** Set on the L1: the L2's `eventBridgeEnabled` adds a custom resource with a function and broad rights of its own. */
function sendEventsToEventBridge(bucket: IBucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
}
