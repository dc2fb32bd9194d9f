import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { intakePrefixes, transformPrefix } from '../../lambdas/contracts/key-layout';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowObjects } from '../storage/object-access';
import type { ContainerImage } from '../training/container-image';
import { JobRole } from '../training/job-role';

export interface TransformRoleProps {
  readonly workload: string;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly image: ContainerImage;
  readonly networked: boolean;
}

/** What the transform jobs of one workload need: its models, its unlabelled images, and a place for their answers. */
export class TransformRole extends JobRole {
  constructor(scope: Construct, id: string, props: TransformRoleProps) {
    const { workload, key, networked } = props;
    super(scope, id, { description: `${workload}: backfills`, family: 'TransformJobs', key, networked });
    const { models, curated, predictions } = props.buckets;
    const own = `${transformPrefix}${workload}/`;
    const images = `${intakePrefixes.incoming}${workload}/`;
    allowObjects(this, { actions: ['s3:GetObject'], bucket: models, prefixes: [trainingPrefixOf(workload)] });
    allowObjects(this, { actions: ['s3:GetObject'], bucket: curated, prefixes: [images] });
    allowObjects(this, { actions: ['s3:GetObject', 's3:PutObject'], bucket: predictions, prefixes: [own] });
    for (const [bucket, prefix] of [
      [models, trainingPrefixOf(workload)],
      [curated, images],
      [predictions, own],
    ] as const) {
      this.allow(['s3:ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': [`${prefix}*`] } });
    }
    props.image.grantPull(this);
  }
}
