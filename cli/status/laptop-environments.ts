import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import config from '../../everloop.config';
import type { Environment } from '../../lib/config/schema';
import { ACCOUNT, REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { BrokenEnvironment } from '../../local/cloud/errors';
import type { Connection } from '../deployment/connect';
import { findDeployment } from '../deployment/find-deployment';

/**
 * The environments that are completely deployed on the laptop cloud.
 * @param stacks names of all stacks that are there
 */
export async function laptopEnvironments(endpoint: string, stacks: readonly string[]): Promise<readonly Connection[]> {
  const { project } = config;
  const settings = { endpoint, region: REGION, credentials: ROOT_CREDENTIALS, maxAttempts: 2 };
  const client = new CloudFormationClient(settings);
  const candidates = Object.entries(config.environments).filter(
    ([name, { account }]) => account === ACCOUNT && stacks.some(stack => stack.startsWith(`${project}-${name}-`)),
  );
  const found = await Promise.all(
    candidates.map(async ([environmentName, environment]): Promise<Connection[]> => {
      const shared = { project, environmentName, environment: environment as Environment, kind: 'laptop' as const };
      try {
        return [{ ...shared, settings, deployment: await findDeployment(environmentName, client) }];
      } catch (error) {
        // Half deployed, or by an older version: what is there is shown without it.
        if (error instanceof BrokenEnvironment) return [];
        throw error;
      }
    }),
  );
  client.destroy();
  return found.flat();
}
