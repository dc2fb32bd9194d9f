import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import config from '../../everloop.config';
import { type Deployment, deploymentOutputs } from '../../lambdas/contracts/deployment-outputs';
import { BrokenEnvironment } from '../../local/cloud/errors';

/**
 * The resources of a deployed environment, read from its stacks' outputs.
 * @throws BrokenEnvironment when a stack is not deployed
 */
export async function findDeployment(environmentName: string, client = new CloudFormationClient()): Promise<Deployment> {
  const found = await Promise.all(
    Object.keys(deploymentOutputs).map(suffix => outputsOf(`${config.project}-${environmentName}-${suffix}`, client)),
  );
  return Object.assign({}, ...found);
}

async function outputsOf(StackName: string, client: CloudFormationClient): Promise<Record<string, string>> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    if (!(error instanceof Error) || !/does not exist/.test(error.message)) throw error;
    throw new BrokenEnvironment({
      where: 'everloop',
      rule: `stack ${StackName} must be deployed`,
      got: 'none of that name',
      remedy: 'deploy it by `everloop deploy`',
    });
  }
}
