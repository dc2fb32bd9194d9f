import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { SageMakerChecks } from '../../../lib/security/sagemaker-checks';

export interface Resource {
  readonly type: string;
  readonly properties: Record<string, unknown>;
}

/** The findings of one rule (`SM1`), without the pack's prefix: `['']` for a plain one, `['Step::Train']` for a named one. */
export function check(rule: string, resource: Resource, settings = { networked: false }): string[] {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new CfnResource(stack, 'Subject', resource);
  const { violations } = new SageMakerChecks(app, settings).validateScope(stack);
  const of = new RegExp(`^Everloop-${rule}(?:\\[(.*)\\])?$`);
  return violations.flatMap(({ ruleName }) => {
    const match = of.exec(ruleName);
    return match ? [match[1] ?? ''] : [];
  });
}

/** A pipeline whose definition has these steps. */
export const pipeline = (...steps: readonly object[]): Resource => ({
  type: 'AWS::SageMaker::Pipeline',
  properties: {
    RoleArn: 'arn:aws:iam::123456789012:role/pipeline',
    PipelineDefinition: { PipelineDefinitionBody: JSON.stringify({ Version: '2020-12-01', Steps: steps }) },
  },
});

export const step = (Type: string, Arguments: object, Name = 'Step'): object => ({ Name, Type, Arguments });
export const training = (request: object, name?: string) => pipeline(step('Training', request, name));
export const processing = (request: object, name?: string) => pipeline(step('Processing', request, name));

export const resource = (type: string, properties: Record<string, unknown>): Resource => ({
  type: `AWS::SageMaker::${type}`,
  properties,
});

export const policy = (...statements: readonly object[]): Resource => ({
  type: 'AWS::IAM::Policy',
  properties: { PolicyDocument: { Statement: statements } },
});

export const allow = (Action: string | string[], Resource: unknown, Condition?: object): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition && { Condition }),
});
