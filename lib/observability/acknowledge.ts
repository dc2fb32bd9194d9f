import { Stack, Validations } from 'aws-cdk-lib';
import type { CfnFunction, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/** Accepts one cdk-nag finding on one construct and what it contains, with the reason that a reviewer needs. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** A right to invoke a function includes its versions: CDK writes that as a wildcard behind the function's ARN. */
export function acknowledgeInvocation(construct: IConstruct, called: readonly IFunction[]): void {
  for (const target of called) {
    const logicalId = Stack.of(target).getLogicalId(target.node.defaultChild as CfnFunction);
    acknowledge(construct, `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>:*]`, 'Versions of this one function.');
  }
}

/** What every workflow needs on all resources, since AWS offers nothing narrower. */
export function acknowledgeTracing(construct: IConstruct): void {
  acknowledge(construct, 'AwsSolutions-IAM5[Resource::*]', 'Log delivery and X-Ray take no narrower resource.');
}
