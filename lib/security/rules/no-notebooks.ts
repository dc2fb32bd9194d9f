import { NagRuleCompliance } from 'cdk-nag';
import { type SageMakerRule, verdict } from '../rule';

export const noNotebooks: SageMakerRule = {
  id: 'SM16',
  finding: 'A notebook instance is part of the deployment.',
  why: 'It is a machine that costs by the hour, has internet access and root by default, and runs what nobody reviewed. Work on data in an account of its own.',
  check: ({ type }) =>
    type.startsWith('AWS::SageMaker::') ? verdict(!/::NotebookInstance$/.test(type)) : NagRuleCompliance.NOT_APPLICABLE,
};
