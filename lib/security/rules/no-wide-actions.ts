import { NagRuleCompliance } from 'cdk-nag';
import { findings, type SageMakerRule } from '../rule';

/** Actions that reach SageMaker: its own, and those of a policy that allows every service. */
const isSageMaker = (action: string): boolean => action === '*' || /^sagemaker(-[\w*-]+)?:/i.test(action);

export const noWideActions: SageMakerRule = {
  id: 'SM11',
  finding: 'A policy allows SageMaker actions by wildcard or on all resources.',
  why: 'Who may act on every job may stop or replace those of other workloads. Name actions and resources; operations that take no resource (Search, most List…) are acknowledged one by one.',
  check: ({ statements }) => {
    if (statements.length === 0) return NagRuleCompliance.NOT_APPLICABLE;
    return findings(
      statements.flatMap(({ actions, resources }) => {
        const concerned = actions.filter(isSageMaker);
        const wide = concerned.filter(action => /\*/.test(action)).map(action => `Action::${action}`);
        const everywhere = resources.includes('*') ? concerned.map(action => `Everywhere::${action}`) : [];
        return [...wide, ...everywhere];
      }),
    );
  },
};
