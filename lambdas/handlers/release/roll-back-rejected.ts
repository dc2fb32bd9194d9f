import { versionMetadata } from '../../contracts/gate-call';
import { deployedPrefix, endpointName } from '../../contracts/resource-names';
import type { ModelVersion } from '../../domain/registry/model-version';
import { versionOfConfig } from '../../domain/release/deployed-version';
import { rejectionId } from '../../domain/release/release';
import { rollbackNotice } from '../../domain/release/release-notice';
import { tell } from './begin-release';
import type { EndEffects } from './release-effects';

const stage = 'production';

/**
 * When production serves a version that is rejected, deploys the approved one that served before it. Called when a
 * version is rejected and when a release ends: whichever comes last finds it. Idempotent: the run is named by the rejection.
 */
export async function rollBackRejected(
  workload: string,
  effects: EndEffects,
): Promise<'rolls back' | 'stays' | 'nothing'> {
  const parts = { project: effects.project, environment: effects.environment, workload, stage } as const;
  const endpoint = await effects.endpoints.describe(endpointName(parts));
  const serving = endpoint && versionOfConfig(endpoint.config);
  const rejected = serving ? await effects.registry.find(workload, serving) : null;
  if (!endpoint || rejected?.approval !== 'Rejected') return 'nothing';
  const configs = await effects.endpoints.configs(deployedPrefix(parts));
  const earlier = configs
    .filter(({ name }) => name !== endpoint.config)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  const target = await previousApproved(workload, { rejected, earlier: earlier.map(({ name }) => name) }, effects);
  return target ? goBack(workload, { rejected, target }, effects) : stay(workload, rejected, effects);
}

interface Candidates {
  readonly rejected: ModelVersion;
  /** Configurations that served before, the last one first. */
  readonly earlier: readonly string[];
}

/** What served before is known to answer; failing that, the newest older version that a person approved. */
async function previousApproved(workload: string, { rejected, earlier }: Candidates, { registry }: EndEffects) {
  for (const name of earlier) {
    const version = versionOfConfig(name);
    const found = version === undefined || version === rejected.version ? null : await registry.find(workload, version);
    if (found?.approval === 'Approved') return found;
  }
  for await (const found of registry.versions(workload, 'Approved')) if (found.version < rejected.version) return found;
  return null;
}

interface Way {
  readonly rejected: ModelVersion;
  readonly target: ModelVersion;
}

async function goBack(workload: string, { rejected, target }: Way, effects: EndEffects) {
  const { environment } = effects;
  const id = rejectionId(rejected.arn, rejected.changedAt ?? '');
  const correlationId = rejected.metadata[versionMetadata.correlationId] || `person-${id.slice(0, 16)}`;
  const call = { workload, stage, modelPackageArn: target.arn, correlationId } as const;
  const outcome = await effects.deployments.start(
    `rollback-v${rejected.version}-to-v${target.version}-${id.slice(0, 12)}`,
    call,
  );
  if (outcome === 'known') return 'nothing';
  const why = `version ${target.version} again: ${rejected.why ?? 'no reason was given'}`;
  await tell(
    workload,
    { release: { id, version: rejected.version, correlationId }, status: 'RollingBack', why },
    effects,
  );
  const notice = { workload, environment, version: rejected.version, why: rejected.why ?? 'no reason was given' };
  await effects.notifier.send(rollbackNotice(notice, target.version));
  effects.journal.note('rolls back', { workload, from: rejected.version, to: target.version });
  return 'rolls back';
}

async function stay(workload: string, rejected: ModelVersion, { notifier, environment, journal }: EndEffects) {
  const why = rejected.why ?? 'no reason was given';
  await notifier.send(rollbackNotice({ workload, environment, version: rejected.version, why }, null));
  journal.problem('a rejected version goes on serving: there is no other', { workload, version: rejected.version });
  return 'stays' as const;
}
