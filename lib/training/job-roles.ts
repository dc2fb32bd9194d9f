import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { backboneFolderOf } from '../../lambdas/contracts/backbone';
import { datasetPrefix, importPrefixes, intakePrefixes } from '../../lambdas/contracts/key-layout';
import { trainingPrefixOf } from '../../lambdas/contracts/training-layout';
import { noChampionPrefix } from '../../lambdas/contracts/training-parameters';
import type { EverloopBuckets } from '../storage/everloop-buckets';
import { allowObjects } from '../storage/object-access';
import type { ContainerImage } from './container-image';
import { JobRole, type JobRoleProps } from './job-role';

export interface JobRolesProps {
  readonly workload: string;
  /** Key of the network that it learns from, where it has one. */
  readonly backbone?: string;
  readonly key: IKey;
  readonly buckets: EverloopBuckets;
  readonly image: ContainerImage;
  readonly networked: boolean;
}

/** One role a kind of job: what reads the pictures of people writes no model, what trains sees prepared arrays only. */
export class JobRoles extends Construct {
  readonly byKind: Readonly<Record<'processing' | 'training', JobRole>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: JobRolesProps,
  ) {
    super(scope, id);
    const { workload, backbone, buckets } = props;
    const own = trainingPrefixOf(workload);
    this.byKind = {
      processing: this.role('Processing', 'ProcessingJobs', `${workload}: makes arrays of a data set, scores models`),
      training: this.role('Training', 'TrainingJobs', `${workload}: makes a model of arrays`),
    };
    const { processing, training } = this.byKind;
    const examples = [intakePrefixes.labelled, importPrefixes.labelled, importPrefixes.golden];
    readPrefixes(
      processing,
      buckets.curated,
      examples.map(prefix => `${prefix}${workload}/`),
    );
    readPrefixes(processing, buckets.models, [`${datasetPrefix}${workload}/`, noChampionPrefix]);
    // Who evaluates or serves finds it in the model.
    if (backbone !== undefined) readPrefixes(training, buckets.models, [backboneFolderOf(backbone)]);
    for (const role of Object.values(this.byKind)) {
      readPrefixes(role, buckets.models, [own]);
      allowObjects(role, { actions: ['s3:PutObject'], bucket: buckets.models, prefixes: [own] });
    }
  }

  get all(): readonly JobRole[] {
    return Object.values(this.byKind);
  }

  private role(id: string, family: JobRoleProps['family'], description: string): JobRole {
    const { key, networked, image } = this.props;
    const role = new JobRole(this, id, { family, description, key, networked });
    image.grantPull(role);
    return role;
  }
}

/** SageMaker lists a prefix before it downloads it. */
export function readPrefixes(role: JobRole, bucket: IBucket, prefixes: readonly string[]): void {
  allowObjects(role, { actions: ['s3:GetObject'], bucket, prefixes });
  role.allow(['s3:ListBucket'], [bucket.bucketArn], {
    StringLike: { 's3:prefix': prefixes.map(prefix => `${prefix}*`) },
  });
}
