import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { cloudPaths } from '../../local/cloud/paths';
import { findCloud, requireCloud } from '../../local/cloud/running';
import { startCloud } from '../../local/cloud/start';
import { type DeployTarget, environmentOf } from './deploy';

export interface TargetOptions {
  readonly environment: string;
  readonly profile?: string;
  readonly signal: AbortSignal;
  /** Starts the laptop cloud when it is down, and says so; otherwise it must be up. */
  readonly startWhenDown?: (note: string) => void;
}

/** Where to deploy: an environment whose functions run on this host is the laptop cloud's, the others are accounts. */
export async function targetOf({ environment, profile, signal, startWhenDown }: TargetOptions): Promise<DeployTarget> {
  const paths = cloudPaths();
  const shared = { paths, environmentName: environment, signal };
  if (environmentOf(environment).functionPlatform !== 'host') return { ...shared, ...(profile && { profile }) };
  const running = await findCloud(paths);
  if (running) return { ...shared, endpoint: running.endpoint };
  if (!startWhenDown) return { ...shared, endpoint: (await requireCloud(paths)).endpoint };
  const { record } = await startCloud({ paths, signal, onProgress: startWhenDown });
  return { ...shared, endpoint: record.endpoint };
}

export const cloudFormationOf = ({ endpoint, profile }: DeployTarget): CloudFormationClient =>
  endpoint === undefined
    ? new CloudFormationClient({ ...(profile && { profile }) })
    : new CloudFormationClient({ endpoint, region: REGION, credentials: ROOT_CREDENTIALS });
