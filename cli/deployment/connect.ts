import config from '../../everloop.config';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import type { Environment } from '../../lib/config/schema';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { cloudPaths } from '../../local/cloud/paths';
import { requireCloud } from '../../local/cloud/running';
import { chooseTarget, type TargetChoice } from './choose-target';
import { explainRefusal } from './explain-refusal';
import { findDeployment } from './find-deployment';
import type { TargetOptions } from './target-options';

/** What every AWS client is made with; the process's own environment stays as it is. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** A deployed environment, and how to talk to it. */
export interface Connection {
  readonly project: string;
  readonly environmentName: string;
  readonly environment: Environment;
  readonly kind: TargetChoice['kind'];
  readonly settings: ClientSettings;
  readonly deployment: Deployment;
}

/** Throttling and 5xx answers are retried with the SDK's backoff: about 3 s in all. */
const maxAttempts = 6;

/**
 * Finds the environment that the options name: the running laptop cloud unless told otherwise.
 * @throws WrongUse for options that make no sense; BrokenEnvironment when nothing runs, is deployed or may be asked
 */
export async function connect(options: TargetOptions): Promise<Connection> {
  const choice = chooseTarget(options, config, process.env);
  const { kind, environmentName } = choice;
  const environment = config.environments[environmentName] as Environment;
  const settings = await settingsOf(choice);
  const { CloudFormationClient } =
    require('@aws-sdk/client-cloudformation') as typeof import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(settings);
  try {
    const deployment = await findDeployment(environmentName, client);
    return { project: config.project, environmentName, environment, kind, settings, deployment };
  } catch (error) {
    throw explainRefusal(error);
  } finally {
    client.destroy();
  }
}

async function settingsOf(choice: TargetChoice): Promise<ClientSettings> {
  if (choice.kind === 'account') return { ...choice.settings, maxAttempts };
  const { endpoint } = await requireCloud(cloudPaths());
  return { endpoint, region: REGION, credentials: ROOT_CREDENTIALS, maxAttempts };
}
