import { type Deployment, endInputSchema, endpointTags, isGuarded } from '../../contracts/deployment';
import { deployedPrefix } from '../../contracts/resource-names';
import { EndpointBusyError } from '../../domain/serving/deployment-errors';
import { isChanging } from '../../domain/serving/endpoint-state';
import { guardrailNamesOf } from '../../domain/serving/guardrail-alarms';
import { obsoleteConfigs } from '../../domain/serving/kept-configs';
import { retainedSize } from '../../domain/serving/requests';
import { requireDeployed } from '../../domain/serving/verdict';
import { deploymentRecord } from '../../domain/trail/deployment-record';
import type { Alarms } from '../../ports/alarms';
import type { Clock } from '../../ports/clock';
import type { Journal } from '../../ports/journal';
import type { ModelEndpoints } from '../../ports/model-endpoints';
import type { TrailStore } from '../../ports/trail-store';

export interface EndEffects {
  readonly endpoints: ModelEndpoints;
  readonly alarms: Pick<Alarms, 'remove'>;
  readonly trail: Pick<TrailStore, 'append'>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly project: string;
  readonly environment: string;
}

export interface Ended {
  readonly error: string;
  /** One sentence for people; empty when the version serves. */
  readonly cause: string;
}

/**
 * Last state of "Deploy model", good or bad. Removes the alarms; keeps the two newest configurations of an endpoint that
 * serves; removes what a failed run made, with a failed first one the endpoint that it made. Then tells the trail.
 * Idempotent.
 * @throws DeploymentFailedError when a verified version serves no longer: somebody was at the endpoint since;
 * EndpointBusyError while SageMaker still works on the endpoint of a failed run
 */
export function createEndDeployment(effects: EndEffects): (event: unknown) => Promise<Ended> {
  return async event => {
    const { call, deployment, error, execution, startedAt } = endInputSchema.parse(event);
    const cause = error ? sentenceOf(error.Cause ?? error.Error) : '';
    if (deployment) await (error ? undo(deployment, effects) : settle(deployment, effects));
    const at = effects.clock.now().toISOString();
    await effects.trail.append(deploymentRecord({ call, execution, startedAt, at, cause }));
    effects.journal.note('deployment ended', { ...call, execution, cause });
    return { error: error?.Error ?? '', cause };
  };
}

async function settle(deployment: Deployment, effects: EndEffects): Promise<void> {
  const { endpoints, alarms } = effects;
  const { names, version, correlationId } = deployment;
  const endpoint = requireDeployed(deployment, await endpoints.describe(names.endpoint), []);
  if (isGuarded(deployment)) await alarms.remove(guardrailNamesOf(deployment));
  const tags = {
    [endpointTags.version]: String(version.number),
    [endpointTags.correlationId]: correlationId,
    [endpointTags.proven]: names.config,
  };
  await endpoints.tag(endpoint.arn, tags);
  const configs = await endpoints.configs(deployedPrefix({ ...deployment, ...effects }));
  for (const name of obsoleteConfigs(configs, endpoint.config)) await endpoints.removeConfig(name);
}

/**
 * What was refused only after it took over is replaced by what served before, and so is a configuration that somebody made
 * by hand meanwhile: nobody tested it. Each call does one step of that.
 */
async function undo(deployment: Deployment, effects: EndEffects): Promise<void> {
  const { endpoints, alarms } = effects;
  const { names, previousConfig } = deployment;
  if (isGuarded(deployment)) await alarms.remove(guardrailNamesOf(deployment));
  const endpoint = await endpoints.describe(names.endpoint);
  if (previousConfig === null) {
    // Two runs may have found no endpoint: the one that made it decides on it.
    if (endpoint && !mayStay(endpoint.config, deployment, effects)) await endpoints.remove(names.endpoint);
  } else if (endpoint && isChanging(endpoint)) throw busy(names.endpoint, endpoint.status);
  else if (endpoint && !mayStay(endpoint.config, deployment, effects)) {
    const back = { EndpointName: names.endpoint, EndpointConfigName: previousConfig };
    await endpoints.update({ ...back, ...retainedSize(deployment) });
    throw busy(names.endpoint, `its way back to ${previousConfig}`);
  }
  await endpoints.removeConfig(names.config);
}

/** Another run's configuration is for that run to prove or to take back. */
function mayStay(config: string, { names, previousConfig, workload, stage }: Deployment, effects: EndEffects): boolean {
  if (config === names.config) return false;
  return config === previousConfig || config.startsWith(deployedPrefix({ ...effects, workload, stage }));
}

const busy = (name: string, got: string): EndpointBusyError =>
  new EndpointBusyError(`endpoint ${name}: it must be at rest, got ${got}; wait until what is under way has ended`);

/** A function's error comes as JSON with its stack; people get its message. */
function sentenceOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    const message = (parsed as { errorMessage?: unknown } | null)?.errorMessage;
    return typeof message === 'string' ? message : cause;
  } catch {
    return cause;
  }
}
