import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import config from '../../everloop.config';
import type { Environment } from '../../lib/config/schema';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { type CloudPaths, cloudPaths } from '../../local/cloud/paths';
import { findCloud, requireCloud } from '../../local/cloud/running';
import { startCloud } from '../../local/cloud/start';
import { chooseTarget } from './choose-target';
import type { TargetOptions } from './target-options';

/** Where and how the CDK CLI works: an account by the user's own credentials, or the laptop cloud. */
export interface DeployTarget {
  readonly paths: CloudPaths;
  readonly environmentName: string;
  readonly environment: Environment;
  /** Endpoint of the laptop cloud; absent for an account. */
  readonly endpoint?: string;
  /** Of an account; what is absent comes from the user's AWS settings. */
  readonly settings?: { readonly profile?: string; readonly region?: string };
  readonly signal: AbortSignal;
}

export interface FindTargetOptions extends TargetOptions {
  readonly signal: AbortSignal;
  /** Starts the laptop cloud when it is down, and says so; otherwise it must be up. */
  readonly startWhenDown?: (note: string) => void;
}

/** @throws WrongUse for options that make no sense; BrokenEnvironment when the laptop cloud must be up and is not */
export async function targetOf({ signal, startWhenDown, ...options }: FindTargetOptions): Promise<DeployTarget> {
  const choice = chooseTarget(options, config, process.env);
  const { environmentName } = choice;
  const paths = cloudPaths();
  const environment = config.environments[environmentName] as Environment;
  const shared = { paths, environmentName, environment, signal };
  if (choice.kind === 'account') return { ...shared, settings: choice.settings };
  const running = await findCloud(paths);
  if (running) return { ...shared, endpoint: running.endpoint };
  if (!startWhenDown) return { ...shared, endpoint: (await requireCloud(paths)).endpoint };
  const { record } = await startCloud({ paths, signal, onProgress: startWhenDown });
  return { ...shared, endpoint: record.endpoint };
}

/** What every AWS client of the target is made with. */
export const clientSettingsOf = ({ endpoint, settings }: DeployTarget) =>
  endpoint === undefined ? { ...settings } : { endpoint, region: REGION, credentials: ROOT_CREDENTIALS };

export const cloudFormationOf = (target: DeployTarget): CloudFormationClient =>
  new CloudFormationClient(clientSettingsOf(target));
