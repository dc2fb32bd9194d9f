import { NagRuleCompliance } from 'cdk-nag';
import { objectAt, textOf } from '../json';
import { covers, type PolicyStatement } from '../policy-statements';
import { findings, type SageMakerRule } from '../rule';

/** A condition that names the services, under an operator that does not hold when the key is absent. */
const boundToService = ({ condition }: PolicyStatement): boolean =>
  ['StringEquals', 'StringLike'].some(operator => {
    const services = objectAt(condition, operator)['iam:PassedToService'];
    const named = [services].flat().filter(service => service !== undefined);
    return named.length > 0 && named.every(service => !/^\**$/.test(textOf(service)));
  });

export const rolePassedToService: SageMakerRule = {
  id: 'SM12',
  finding: 'A right to pass a role is not bound to one service, or covers every role.',
  why: 'Passing a role to another service is the way to more rights than one has. Name the roles, and the service by the condition iam:PassedToService.',
  check: ({ statements }) => {
    const passing = statements.filter(({ actions }) => actions.some(action => covers(action, 'iam:PassRole')));
    if (passing.length === 0) return NagRuleCompliance.NOT_APPLICABLE;
    return findings(
      passing.flatMap(statement => [
        ...(boundToService(statement) ? [] : ['Condition::iam:PassedToService']),
        ...statement.resources
          .map(textOf)
          .filter(text => /^(\*|.*:role\/\*)$/.test(text))
          .map(text => `Resource::${text}`),
      ]),
    );
  },
};
