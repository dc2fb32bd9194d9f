import { type CfnResource, Stack } from 'aws-cdk-lib';
import { type Job, jobsOf } from './jobs';
import { type PolicyStatement, statementsOf } from './policy-statements';

/** JSON as CloudFormation gets it: values may be intrinsic functions, `{Ref}` and the like. */
export type Json = Readonly<Record<string, unknown>>;

/** One resource as the rules see it: resolved, with escape hatches and overrides applied. */
export interface Subject {
  readonly type: string;
  readonly properties: Json;
  /** The SageMaker requests it stands for: itself, or what its pipeline definition asks for. */
  readonly jobs: readonly Job[];
  /** The IAM statements it holds, in-line policies of a role included. */
  readonly statements: readonly PolicyStatement[];
}

/** Resolves a resource once for all rules; undefined for types that no rule looks at. */
export function subjectOf(node: CfnResource): Subject | undefined {
  const type = node.cfnResourceType;
  if (!/^AWS::(SageMaker|IAM)::/.test(type)) return undefined;
  const properties = propertiesOf(node);
  return { type, properties, jobs: jobsOf(type, properties), statements: statementsOf(type, properties) };
}

/** The generated classes know their own properties only; what is deployed is what this method renders. */
function propertiesOf(node: CfnResource): Json {
  const rendered = (node as unknown as { _toCloudFormation(): unknown })._toCloudFormation();
  const { Resources } = Stack.of(node).resolve(rendered) as { Resources: Record<string, { Properties?: Json }> };
  return Object.values(Resources)[0]?.Properties ?? {};
}
