import { NagRuleCompliance } from 'cdk-nag';
import { listed, textOf } from '../json';
import { type SageMakerRule, verdict } from '../rule';

const holders = /^AWS::IAM::(Role|User|Group)$/;

export const noFullAccess: SageMakerRule = {
  id: 'SM10',
  finding: 'An AmazonSageMaker…FullAccess policy is attached.',
  why: 'It allows every SageMaker action, and S3, ECR, Secrets Manager, IAM and more on names that contain "sagemaker". Write what the job does instead.',
  check: ({ type, properties }) => {
    if (!holders.test(type)) return NagRuleCompliance.NOT_APPLICABLE;
    const attached = listed(properties['ManagedPolicyArns']).map(textOf);
    return verdict(!attached.some(arn => /AmazonSageMaker\w*FullAccess/.test(arn)));
  },
};
