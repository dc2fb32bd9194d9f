import type { Evaluation } from '../../../lambdas/contracts/model-version';
import type { ModelVersion } from '../../../lambdas/domain/registry/model-version';

export const arn = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/everloop-dev-product-images/3';

export const version: ModelVersion = {
  arn,
  version: 3,
  approval: 'PendingManualApproval',
  createdAt: '2026-11-21T16:00:00.000Z',
  metadata: { correlationId: 'person-1', manifestId: 'manifest-1', artifactSha256: 'abc', commit: 'def' },
  qualityUri: 's3://models/training/product-images/evaluation.json',
};

const scores = (recall: number, count: number) => ({ recall, precision: 0.99, npv: 0.97, f1: 0.98, support: count });

export const evaluation: Evaluation = {
  everloop: {
    classes: ['footwear', 'bags'],
    challenger: {
      golden: { count: 30, macroF1: 0.9749, perClass: { footwear: scores(0.9996, 20), bags: scores(0.9, 10) } },
    },
    champion: { golden: { count: 30, macroF1: 0.96, perClass: { footwear: scores(0.5, 20), bags: scores(0.25, 10) } } },
  },
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
