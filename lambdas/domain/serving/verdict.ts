import type { Deployment } from '../../contracts/deployment';
import { DeploymentFailedError } from './deployment-errors';
import { type EndpointState, isChanging } from './endpoint-state';
import { type Identity, identityFault } from './identity';

/**
 * Whether an endpoint at rest serves what was to be deployed. SageMaker rolls back silently: the endpoint is InService
 * again, with the old configuration.
 * @param alarms of the deployment that are in ALARM @returns the endpoint
 * @throws DeploymentFailedError when another configuration serves, or none
 */
export function requireDeployed(
  { names, previousConfig }: Pick<Deployment, 'names' | 'previousConfig'>,
  endpoint: EndpointState | null,
  alarms: readonly string[],
): EndpointState {
  const where = `endpoint ${names.endpoint}`;
  if (!endpoint) {
    throw new DeploymentFailedError(
      `${where}: it must exist, got none; somebody deleted it: release the version again`,
    );
  }
  const { status, config, failureReason } = endpoint;
  const reason = failureReason ? ` (${failureReason})` : '';
  if (isChanging(endpoint)) {
    throw new DeploymentFailedError(
      `${where}: it must be at rest with ${names.config}, got ${status} from ${config}: somebody else updated it; find out who changes endpoints by hand`,
    );
  }
  if (status !== 'InService') {
    throw new DeploymentFailedError(
      `${where}: status must be InService, got ${status}${reason}; read the log group /aws/sagemaker/Endpoints/${names.endpoint}`,
    );
  }
  if (config === names.config) return endpoint;
  const raised = alarms.length > 0 ? `, alarms ${alarms.join(', ')}` : ', no alarm of the release';
  const back = config === previousConfig ? 'it was rolled back' : 'somebody else updated it';
  throw new DeploymentFailedError(
    `${where}: configuration must be ${names.config}, got ${config}: ${back}${reason}${raised}; see docs/runbook.md#release-guardrails`,
  );
}

/** @throws DeploymentFailedError when another model answers than the one that was to be deployed */
export function requireIdentity({ names, version }: Pick<Deployment, 'names' | 'version'>, identity: Identity): void {
  const fault = identityFault(identity, version);
  if (fault === undefined) return;
  throw new DeploymentFailedError(
    `endpoint ${names.endpoint}: it must answer as version ${version.number}, but ${fault}; compare the artifact in S3 with the registry`,
  );
}
