import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import config from '../../everloop.config';
import { type Deployment, deploymentOutputs, type StackSuffix } from '../../lambdas/contracts/deployment-outputs';
import { BrokenEnvironment } from '../../local/cloud/errors';

/**
 * The resources of a deployed environment, read from its stacks' outputs.
 * @throws BrokenEnvironment when a stack is not deployed, or lacks an output because it is older or half deployed
 */
export async function findDeployment(
  environmentName: string,
  client = new CloudFormationClient(),
): Promise<Deployment> {
  const found = await Promise.all(
    (Object.keys(deploymentOutputs) as StackSuffix[]).map(suffix =>
      outputsOf(`${config.project}-${environmentName}-${suffix}`, deploymentOutputs[suffix], client),
    ),
  );
  return Object.assign({}, ...found);
}

async function outputsOf(
  StackName: string,
  expected: readonly string[],
  client: CloudFormationClient,
): Promise<Record<string, string>> {
  const stack = await describe(StackName, client);
  const outputs = stack?.Outputs ?? [];
  const byName = Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const missing = expected.filter(name => !byName[name]);
  if (stack && missing.length === 0) return byName;
  throw new BrokenEnvironment({
    where: 'everloop',
    rule: stack
      ? `stack ${StackName} must have the output${missing.length > 1 ? 's' : ''} ${missing.join(', ')}`
      : `stack ${StackName} must be deployed`,
    got: stack ? `status ${stack.StackStatus}` : 'none of that name',
    remedy: stack ? 'deploy it again by `everloop deploy`' : 'deploy it by `everloop deploy`',
  });
}

/** Undefined when no stack has that name. */
async function describe(StackName: string, client: CloudFormationClient) {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0];
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
