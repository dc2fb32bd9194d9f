import { type DeployModelCall, type Deployment, prepareInputSchema } from '../../contracts/deployment';
import { endpointName, workloadOfName } from '../../contracts/resource-names';
import type { ModelVersion } from '../../domain/registry/model-version';
import { versionOfConfig } from '../../domain/release/deployed-version';
import { DeploymentRefusedError, EndpointBusyError } from '../../domain/serving/deployment-errors';
import { isChanging } from '../../domain/serving/endpoint-state';
import { planDeployment } from '../../domain/serving/plan-deployment';
import type { ModelEndpoints } from '../../ports/model-endpoints';
import type { ModelRegistry } from '../../ports/model-registry';
import type { ObjectStore } from '../../ports/object-store';
import { readEvaluation } from '../registry/read-evaluation';
import { requireArtifact } from './require-artifact';

export interface PrepareEffects {
  readonly registry: Pick<ModelRegistry, 'describe'>;
  readonly objects: Pick<ObjectStore, 'get' | 'sha256'>;
  readonly endpoints: Pick<ModelEndpoints, 'describe' | 'remove'>;
  readonly modelsBucket: string;
  readonly project: string;
  readonly environment: string;
}

/**
 * First state of "Deploy model": decides everything and changes nothing, but for the remains of an endpoint that never
 * came up, which are removed. The artifact is read and hashed: what was altered since its registration never starts.
 * @throws DeploymentRefusedError for what can't be deployed; EndpointBusyError when it can be tried again soon
 */
export function createPrepareDeployment(effects: PrepareEffects): (event: unknown) => Promise<Deployment> {
  const { registry, project, environment } = effects;
  return async event => {
    const { call, site, execution } = prepareInputSchema.parse(event);
    const { workload, stage, modelPackageArn } = call;
    const version = await registry.describe(modelPackageArn);
    requireOwn(modelPackageArn, workload, environment);
    if (!version) {
      throw new DeploymentRefusedError(
        `deploy model: version must exist, got none of ${modelPackageArn}; it was deleted since its approval: approve another one`,
      );
    }
    const previousConfig = await servingConfig(endpointName({ project, environment, workload, stage }), effects);
    requireReplaced(call, previousConfig);
    const accuracy = await accuracyOf(version, effects);
    const plan = { call, site, version, accuracy, previousConfig, execution, project, environment };
    const deployment = planDeployment(plan);
    await requireArtifact('deploy model', version, effects.objects);
    return deployment;
  };
}

function requireOwn(arn: string, workload: string, environment: string): void {
  const group = arn.split('/').at(-2) ?? '';
  if (workloadOfName(group, environment) === workload) return;
  throw new DeploymentRefusedError(
    `deploy model: version must be one of ${workload} in ${environment}, got ${arn}; check the caller`,
  );
}

/** Between the decision to go back and its turn at the endpoint, a release may have brought another version. */
function requireReplaced({ replaces, workload, stage }: DeployModelCall, config: string | null): void {
  const serving = config === null ? undefined : versionOfConfig(config);
  if (replaces === undefined || serving === replaces) return;
  throw new DeploymentRefusedError(
    `deploy model: ${stage} of ${workload} must still serve version ${replaces} to go back from it, got ${serving === undefined ? 'another configuration' : `version ${serving}`}; there is nothing left to do`,
  );
}

/** Null without an endpoint. One whose creation failed can only be deleted. */
async function servingConfig(name: string, { endpoints }: PrepareEffects): Promise<string | null> {
  const endpoint = await endpoints.describe(name);
  if (!endpoint) return null;
  if (endpoint.status === 'Failed') await endpoints.remove(name);
  if (endpoint.status === 'Failed' || isChanging(endpoint)) {
    throw new EndpointBusyError(
      `endpoint ${name}: it must be at rest, got ${endpoint.status}; wait until what is under way has ended`,
    );
  }
  return endpoint.config;
}

async function accuracyOf(version: ModelVersion, effects: PrepareEffects): Promise<number | null> {
  const read = await readEvaluation(version, effects);
  const accuracy = read.kind === 'read' ? read.evaluation.challenger.golden?.['accuracy'] : undefined;
  return typeof accuracy === 'number' ? accuracy : null;
}
