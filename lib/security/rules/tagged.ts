import { NagRuleCompliance } from 'cdk-nag';
import { listAt } from '../json';
import { findings, type SageMakerRule } from '../rule';

/** Types that take no tags or take them at creation only in another form. */
const taggable = /^AWS::SageMaker::(Model|ModelPackageGroup|EndpointConfig|Endpoint|Pipeline|ProcessingJob)$/;
const wanted = ['everloop:project', 'everloop:environment'];

export const tagged: SageMakerRule = {
  id: 'SM17',
  finding: 'A SageMaker resource lacks the tags of its project and environment.',
  why: 'Costs are told apart by them, and so are rights. Tags.of(scope) sets them on everything below a scope.',
  check: ({ type, properties }) => {
    if (!taggable.test(type)) return NagRuleCompliance.NOT_APPLICABLE;
    const keys = listAt(properties, 'Tags').map(({ Key }) => Key);
    return findings(wanted.filter(key => !keys.includes(key)).map(key => `Tag::${key}`));
  },
};
