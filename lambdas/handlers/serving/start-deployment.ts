import { type Deployment, deploymentSchema, isGuarded } from '../../contracts/deployment';
import { DeploymentFailedError, EndpointBusyError } from '../../domain/serving/deployment-errors';
import { guardrailAlarms, guardrailNamesOf } from '../../domain/serving/guardrail-alarms';
import {
  configRequest,
  createEndpointRequest,
  modelRequest,
  updateEndpointRequest,
} from '../../domain/serving/requests';
import type { Alarms } from '../../ports/alarms';
import type { ModelEndpoints } from '../../ports/model-endpoints';

export interface StartEffects {
  readonly endpoints: ModelEndpoints;
  readonly alarms: Pick<Alarms, 'put'>;
}

/**
 * Makes model and configuration, then alarms, then creates or updates the endpoint. Names are the run's own, so that a
 * second try finds what the first one made and goes on.
 */
export function createStartDeployment({ endpoints, alarms }: StartEffects): (event: unknown) => Promise<Deployment> {
  return async event => {
    const deployment = deploymentSchema.parse(event);
    try {
      await endpoints.createModel(modelRequest(deployment));
      await endpoints.createConfig(configRequest(deployment));
      if (isGuarded(deployment)) for (const alarm of guardrailAlarms(deployment)) await alarms.put(alarm);
      if (deployment.previousConfig === null) await endpoints.create(createEndpointRequest(deployment));
      else await endpoints.update(updateEndpointRequest(deployment, guardrailNamesOf(deployment)));
    } catch (error) {
      throw translated(error, deployment);
    }
    return deployment;
  };
}

/** SageMaker's refusals name what it could not use; ours say of which release. */
function translated(error: unknown, { names, version }: Deployment): unknown {
  if (error instanceof EndpointBusyError || !isRefusal(error)) return error;
  return new DeploymentFailedError(
    `endpoint ${names.endpoint}: SageMaker must take version ${version.number}, got ${error.name}: ${error.message}; see docs/runbook.md#failed-releases`,
    { cause: error },
  );
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && /^(ValidationException|ResourceLimitExceeded|AccessDenied)/.test(error.name);
