import {
  type CloudFormationClient,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import config from '../../everloop.config';
import { deploymentOutputs } from '../../lambdas/contracts/deployment-outputs';
import { cloudFormationOf, type DeployTarget } from './target';

/** Physical ids of what the environment's stacks hold of a type, such as `AWS::S3::Bucket`; stacks may be missing. */
export async function resourcesOfType(target: DeployTarget, type: string): Promise<readonly string[]> {
  const client = cloudFormationOf(target);
  const names = Object.keys(deploymentOutputs).map(suffix => `${config.project}-${target.environmentName}-${suffix}`);
  try {
    const resources = await Promise.all(names.map(name => resourcesOf(name, client)));
    return resources
      .flat()
      .filter(one => one.ResourceType === type && one.ResourceStatus !== 'DELETE_COMPLETE')
      .flatMap(one => one.PhysicalResourceId ?? []);
  } finally {
    client.destroy();
  }
}

/** None when there is no such stack. */
async function resourcesOf(StackName: string, client: CloudFormationClient): Promise<readonly StackResourceSummary[]> {
  const found: StackResourceSummary[] = [];
  try {
    for await (const page of paginateListStackResources({ client }, { StackName })) {
      found.push(...(page.StackResourceSummaries ?? []));
    }
  } catch (error) {
    if (!(error instanceof Error && /does not exist/.test(error.message))) throw error;
  }
  return found;
}
