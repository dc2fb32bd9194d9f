import { NagRuleCompliance } from 'cdk-nag';
import { isObject, listed } from '../json';
import { findings, type SageMakerRule } from '../rule';
import type { Json } from '../subject';

/** Everybody, however it is written. */
const isPublic = (principal: unknown): boolean =>
  isObject(principal) ? Object.values(principal).some(value => listed(value).includes('*')) : principal === '*';

export const groupPolicyNarrow: SageMakerRule = {
  id: 'SM13',
  finding: 'The resource policy of a model package group lets everybody in, or allows every action.',
  why: 'Whoever may write versions may have one deployed. Name the accounts that read versions, and the actions they need.',
  check: ({ type, properties }) => {
    if (type !== 'AWS::SageMaker::ModelPackageGroup') return NagRuleCompliance.NOT_APPLICABLE;
    const policy = properties['ModelPackageGroupPolicy'];
    if (policy === undefined) return NagRuleCompliance.COMPLIANT;
    const document = (typeof policy === 'string' ? JSON.parse(policy) : policy) as Json;
    const allowing = (listed(document['Statement']) as readonly Json[]).filter(({ Effect }) => Effect === 'Allow');
    return findings(
      allowing.flatMap(({ Principal, Action, Condition }) => [
        ...(isPublic(Principal) && Condition === undefined ? ['Principal::*'] : []),
        ...listed(Action)
          .map(String)
          .filter(action => /^(\*|sagemaker:\*)$/i.test(action))
          .map(action => `Action::${action}`),
      ]),
    );
  },
};
