import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import config from '../../everloop.config';
import { SageMakerModelRegistry } from '../../lambdas/adapters/aws/sagemaker-model-registry';
import { SageMakerPipelineExecutions } from '../../lambdas/adapters/aws/sagemaker-pipeline-executions';
import { loopName } from '../../lambdas/contracts/resource-names';
import { ACCOUNT, REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { type LoopStatus, loopStatus } from './loop-status';
import { allTrained } from './require-trained';

export interface EnvironmentLoop extends LoopStatus {
  readonly environment: string;
}

/**
 * The loops that are deployed on the laptop cloud.
 * @param stacks names of all stacks that are there
 */
export async function laptopLoops(endpoint: string, stacks: readonly string[]): Promise<readonly EnvironmentLoop[]> {
  const { project } = config;
  const environments = Object.entries(config.environments)
    .filter(([name, { account }]) => account === ACCOUNT && stacks.includes(`${project}-${name}-Training`))
    .map(([name]) => name);
  const client = new SageMakerClient({ endpoint, region: REGION, credentials: ROOT_CREDENTIALS, maxAttempts: 2 });
  const loops: EnvironmentLoop[] = [];
  for (const environment of environments) {
    const nameOf = (workload: string) => loopName({ project, environment, workload });
    const registry = new SageMakerModelRegistry(client, nameOf);
    const executions = new SageMakerPipelineExecutions(client, nameOf);
    for (const { id } of allTrained()) loops.push({ environment, ...(await loopStatus(id, { registry, executions })) });
  }
  client.destroy();
  return loops;
}
