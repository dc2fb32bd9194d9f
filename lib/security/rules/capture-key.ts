import { isNamed, isObject } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

export const captureKey: SageMakerRule = {
  id: 'SM15',
  finding: 'Captured requests and answers of an endpoint are not encrypted with a customer key.',
  why: 'Data capture keeps what people sent. Set DataCaptureConfig.KmsKeyId, whether or not capture is on at the moment.',
  check: checkJobs(['endpoint-config'], ({ DataCaptureConfig: capture }) => {
    return !isObject(capture) || isNamed(capture['KmsKeyId']);
  }),
};
