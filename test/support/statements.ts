import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './state-machines';

/** The statements of the in-line policies whose logical id matches; CDK names a policy after its role. */
export const statementsOf = (template: Template, id: RegExp): Record<string, any>[] =>
  resourcesOf(template, 'AWS::IAM::Policy')
    .filter(([name]) => id.test(name))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
