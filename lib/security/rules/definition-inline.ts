import { NagRuleCompliance } from 'cdk-nag';
import { inlineDefinition } from '../jobs';
import { type SageMakerRule, verdict } from '../rule';

export const definitionInline: SageMakerRule = {
  id: 'SM18',
  finding: 'The definition of a pipeline is not part of the template.',
  why: 'A definition in S3 is not reviewed with the template, can be replaced without a deployment, and none of these rules can read it. Set PipelineDefinition.PipelineDefinitionBody.',
  check: ({ type, properties }) =>
    type === 'AWS::SageMaker::Pipeline'
      ? verdict(inlineDefinition(properties) !== undefined)
      : NagRuleCompliance.NOT_APPLICABLE,
};
