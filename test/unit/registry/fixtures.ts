import type { Evaluation } from '../../../lambdas/contracts/evaluation';
import type { ModelVersion } from '../../../lambdas/domain/registry/model-version';

export const arn = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/everloop-dev-product-images/3';

export const version: ModelVersion = {
  arn,
  version: 3,
  approval: 'PendingManualApproval',
  createdAt: '2026-11-21T16:00:00.000Z',
  metadata: { correlationId: 'person-1', datasetManifestId: 'manifest-1', artifactSha256: 'abc', commit: 'def' },
  qualityUri: 's3://models/training/product-images/evaluation.json',
};

const scores = (recall: number, support: number) => ({ recall, precision: 0.99, npv: 0.97, f1: 0.98, support });

const model = (macroF1: number, footwear: number, bags: number) => ({
  contentSha256: 'a'.repeat(64),
  golden: { count: 30, macroF1, perClass: { footwear: scores(footwear, 20), bags: scores(bags, 10) } },
  drift: null,
});

export const evaluation: Evaluation = {
  formatVersion: 1,
  workload: 'product-images',
  goldenManifestId: 'b'.repeat(64),
  classes: ['footwear', 'bags'],
  challenger: model(0.9749, 0.9996, 0.9),
  champion: model(0.96, 0.5, 0.25),
  championProblem: null,
};

export const stateChange = (detail: object = {}, envelope: object = {}) => ({
  id: 'event-1',
  time: '2026-11-21T16:00:01Z',
  source: 'aws.sagemaker',
  'detail-type': 'SageMaker Model Package State Change',
  ...envelope,
  detail: {
    ModelPackageArn: arn,
    ModelPackageGroupName: 'everloop-dev-product-images',
    ModelPackageVersion: 3,
    ModelPackageStatus: 'Completed',
    ModelApprovalStatus: 'PendingManualApproval',
    ...detail,
  },
});
