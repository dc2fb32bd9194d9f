import type { JobKind } from '../jobs';
import { isNamed, objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

const holders: Readonly<Partial<Record<JobKind, string>>> = {
  training: 'OutputDataConfig',
  processing: 'ProcessingOutputConfig',
  transform: 'TransformOutput',
};

export const outputKey: SageMakerRule = {
  id: 'SM6',
  finding: 'What a job writes is not encrypted with a customer key.',
  why: "Without KmsKeyId SageMaker asks S3 for the AWS-managed key, whatever the bucket's default is, and who may read the bucket may read the model. A processing job without outputs needs none.",
  check: checkJobs(['training', 'processing', 'transform'], (request, { kind }) => {
    if (kind === 'processing' && request['ProcessingOutputConfig'] === undefined) return true;
    return isNamed(objectAt(request, holders[kind] ?? '')['KmsKeyId']);
  }),
};
