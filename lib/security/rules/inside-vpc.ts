import { NagRuleCompliance } from 'cdk-nag';
import { isObject, objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

const check = checkJobs(['training', 'processing', 'model'], (request, { kind }) => {
  const holder = kind === 'processing' ? objectAt(request, 'NetworkConfig') : request;
  return isObject(holder['VpcConfig']);
});

export const insideVpc: SageMakerRule = {
  id: 'SM9',
  finding: "A job or model runs outside the environment's VPC.",
  why: 'An environment that names a network expects all its traffic there, S3 included, where its own endpoints and logs see it. Set VpcConfig. Environments without a network are not concerned.',
  check: (subject, { networked }) => (networked ? check(subject) : NagRuleCompliance.NOT_APPLICABLE),
};
