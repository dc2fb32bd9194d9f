import { endpointTags } from '../../contracts/deployment';
import { deployedPrefix, endpointName } from '../../contracts/resource-names';
import { type BrokenOff, readBrokenOff } from '../../domain/serving/broken-off';
import { EndpointBusyError } from '../../domain/serving/deployment-errors';
import { isChanging } from '../../domain/serving/endpoint-state';
import { guardrailNamesOf } from '../../domain/serving/guardrail-alarms';
import type { NamedConfig } from '../../domain/serving/kept-configs';
import { runName } from '../../domain/serving/run-name';
import { deploymentRecord } from '../../domain/trail/deployment-record';
import type { EndEffects } from './end-deployment';

export interface RecoverEffects extends EndEffects {
  /** Resolves after so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

export type Recovered = 'recovered' | 'not ours';

/** SageMaker is often done within seconds; after these the event goes back to its queue. */
const [looks, lookMs] = [20, 2000];

/**
 * A run of "Deploy model" was broken off before it could clean up: stopped by a person, out of time, or lost with what ran
 * it -> nothing of it stays. A version that nobody verified is replaced by what served before, a first one goes with its
 * endpoint. Idempotent; each call does what can be done at once.
 * @throws EndpointBusyError while SageMaker works on the endpoint: try the event again
 */
export function createRecoverDeployment(effects: RecoverEffects): (event: unknown) => Promise<Recovered> {
  return async event => {
    const broken = readBrokenOff(event);
    if (!broken) return 'not ours';
    if ((await takeBackPatiently(broken, effects)) === 'verified') return 'not ours';
    const { call, execution, startedAt, cause } = broken;
    const at = effects.clock.now().toISOString();
    await effects.trail.append(deploymentRecord({ call, execution, startedAt, at, cause }));
    effects.journal.note('broken-off deployment cleaned up', { ...call, execution, cause });
    return 'recovered';
  };
}

async function takeBackPatiently(broken: BrokenOff, effects: RecoverEffects): Promise<'taken back' | 'verified'> {
  for (let look = 1; ; look += 1) {
    try {
      return await takeBack(broken, effects);
    } catch (error) {
      if (!(error instanceof EndpointBusyError) || look === looks) throw error;
      await effects.pause(lookMs);
    }
  }
}

async function takeBack(
  { call, execution, version }: BrokenOff,
  effects: RecoverEffects,
): Promise<'taken back' | 'verified'> {
  const { endpoints, alarms, project, environment } = effects;
  const { workload, stage } = call;
  const parts = { project, environment, workload, stage };
  const config = runName({ ...parts, version, execution });
  const name = endpointName(parts);
  const endpoint = await endpoints.describe(name);
  if (endpoint && isChanging(endpoint)) throw busy(name, endpoint.status);
  await alarms.remove(guardrailNamesOf({ names: { endpoint: name, config, model: config } }));
  if (endpoint?.config === config) {
    const proven = (await endpoints.tags(endpoint.arn))[endpointTags.proven];
    // Verified and tagged: of this run nothing but its last word is missing.
    if (proven === config) return 'verified';
    const before = goesBackTo(config, proven, await endpoints.configs(deployedPrefix(parts)));
    if (before === undefined) await endpoints.remove(name);
    else {
      await endpoints.update({ EndpointName: name, EndpointConfigName: before });
      throw busy(name, `its way back to ${before}`);
    }
  }
  await endpoints.removeConfig(config);
  return 'taken back';
}

/** What was verified last; of endpoints older than that mark, the newest configuration before this one. */
function goesBackTo(config: string, proven: string | undefined, all: readonly NamedConfig[]): string | undefined {
  if (all.some(({ name }) => name === proven)) return proven;
  const own = all.find(({ name }) => name === config);
  const earlier = all.filter(({ createdAt }) => own !== undefined && createdAt < own.createdAt);
  return [...earlier].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]?.name;
}

const busy = (name: string, got: string): EndpointBusyError =>
  new EndpointBusyError(`endpoint ${name}: it must be at rest, got ${got}; wait until what is under way has ended`);
