import type { ContainerTraining } from '../../../lambdas/contracts/training-plan';
import { defineConfig } from '../../../lib/config/define-config';
import { plansOf } from '../../../lib/config/plans-of';
import type { ConfigInput } from '../../../lib/config/schema';
import type { TrainingSite } from '../../../pipeline/definition/training/site';

export const site: TrainingSite = {
  workload: 'product-images',
  title: 'Product images',
  imageUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/everloop@sha256:0a1b',
  roles: {
    processing: 'arn:aws:iam::123456789012:role/processing',
    training: 'arn:aws:iam::123456789012:role/training',
  },
  buckets: { curated: 'curated-bucket', models: 'models-bucket' },
  kmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000',
  gateFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:gate',
  modelPackageGroupName: 'everloop-dev-product-images',
  commit: 'c0ffee',
};

export const networked: TrainingSite = {
  ...site,
  network: { subnetIds: ['subnet-0a1b2c3d'], securityGroupIds: ['sg-0a1b2c3d'] },
  tags: { 'everloop:project': 'Everloop', 'everloop:environment': 'dev' },
};

export const tracked: TrainingSite = {
  ...site,
  tracking: {
    imageUri: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/everloop@sha256:0b1c',
    roleArn: 'arn:aws:iam::123456789012:role/tracking',
    store: 'arn:aws:sagemaker:eu-central-1:123456789012:mlflow-tracking-server/shop',
    experiment: 'everloop-dev-product-images',
  },
};

type Settings = NonNullable<NonNullable<ConfigInput['workloads']>['product-images']>;

/** The plan of product-images with these settings. */
export function planWith(training: Settings['training'] = {}): ContainerTraining {
  const config = defineConfig({ environments: { dev: {} }, workloads: { 'product-images': { training } } });
  const plan = plansOf(config)['product-images'];
  if (plan?.kind === 'container') return plan;
  throw new Error('product-images must be trained');
}
