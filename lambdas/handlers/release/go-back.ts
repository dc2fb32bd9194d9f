import { deployedPrefix, endpointName } from '../../contracts/resource-names';
import type { ModelVersion } from '../../domain/registry/model-version';
import { versionOfConfig } from '../../domain/release/deployed-version';
import { type LeavingFact, rollbackNotice } from '../../domain/release/release-notice';
import { tell } from './begin-release';
import type { EndEffects } from './release-effects';

const stage = 'production';

/** `known`: this way back was begun before, and told then. `nothing`: there is none to begin. */
export type WentBack = 'rolls back' | 'known' | 'stays' | 'nothing';

/** A version that shall not go on serving production. */
export interface Leaving {
  readonly version: number;
  /** 64 hexadecimal digits of why it leaves: one reason starts one way back. */
  readonly id: string;
  readonly correlationId: string;
  readonly fact: LeavingFact;
  readonly why: string;
}

interface Serving {
  readonly version: number;
  readonly config: string;
}

const partsOf = (workload: string, { project, environment }: EndEffects) =>
  ({ project, environment, workload, stage }) as const;

/** What production serves; null for nothing, and for what no release deployed. */
export async function productionOf(workload: string, effects: EndEffects): Promise<Serving | null> {
  const endpoint = await effects.endpoints.describe(endpointName(partsOf(workload, effects)));
  const version = endpoint && versionOfConfig(endpoint.config);
  return endpoint && version ? { version, config: endpoint.config } : null;
}

/**
 * Deploys the approved version that served before; when there is none, the one that leaves goes on serving. Idempotent: the
 * run is named by the reason, and does nothing once another version serves.
 */
export async function goBack(
  workload: string,
  { config, leaving }: { config: string; leaving: Leaving },
  effects: EndEffects,
): Promise<WentBack> {
  const configs = await effects.endpoints.configs(deployedPrefix(partsOf(workload, effects)));
  const earlier = configs
    .filter(({ name }) => name !== config)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .map(({ name }) => name);
  const target = await previousApproved(workload, { version: leaving.version, earlier }, effects);
  return target ? start(workload, { leaving, target }, effects) : stay(workload, leaving, effects);
}

interface Candidates {
  readonly version: number;
  /** Configurations that served before, the last one first. */
  readonly earlier: readonly string[];
}

/** What served before is known to answer; failing that, the newest older version that a person approved. */
async function previousApproved(workload: string, { version: leaving, earlier }: Candidates, { registry }: EndEffects) {
  for (const name of earlier) {
    const version = versionOfConfig(name);
    const found = version === undefined || version === leaving ? null : await registry.find(workload, version);
    if (found?.approval === 'Approved') return found;
  }
  for await (const found of registry.versions(workload, 'Approved')) if (found.version < leaving) return found;
  return null;
}

interface Way {
  readonly leaving: Leaving;
  readonly target: ModelVersion;
}

async function start(workload: string, { leaving, target }: Way, effects: EndEffects): Promise<WentBack> {
  const { environment } = effects;
  const { version, id, correlationId } = leaving;
  const call = { workload, stage, modelPackageArn: target.arn, correlationId, replaces: version } as const;
  const name = `rollback-v${version}-to-v${target.version}-${id.slice(0, 12)}`;
  if ((await effects.deployments.start(name, call)) === 'known') return 'known';
  const why = `version ${target.version} again: ${leaving.why}`;
  await tell(workload, { release: { id, version, correlationId }, status: 'RollingBack', why }, effects);
  await effects.notifier.send(rollbackNotice({ workload, environment, ...leaving }, target.version));
  effects.journal.note('rolls back', { workload, from: version, to: target.version });
  return 'rolls back';
}

async function stay(workload: string, leaving: Leaving, effects: EndEffects): Promise<WentBack> {
  const { notifier, environment, journal } = effects;
  await notifier.send(rollbackNotice({ workload, environment, ...leaving }, null));
  journal.problem('a version goes on serving that should not: there is no other', {
    workload,
    version: leaving.version,
  });
  return 'stays';
}
