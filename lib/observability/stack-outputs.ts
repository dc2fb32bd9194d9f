import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { deploymentOutputs, StackSuffix } from '../../lambdas/contracts/deployment-outputs';

/** Gives a stack exactly the outputs that `deploymentOutputs` promises for it. */
export function addOutputs<Suffix extends StackSuffix>(
  stack: Stack,
  _suffix: Suffix,
  values: Readonly<Record<(typeof deploymentOutputs)[Suffix][number], string>>,
): void {
  for (const [name, value] of Object.entries<string>(values)) new CfnOutput(stack, name, { value });
}
