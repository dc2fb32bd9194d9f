import { releaseStages } from '../../contracts/release';
import { type Release, unprovenId } from '../../domain/release/release';
import { goBack, productionOf, type WentBack } from './go-back';
import type { EndEffects } from './release-effects';

/** A stage that was stopped lets its deployment end: what it brought was never verified. */
const mayHaveDeployed = new Set(['Succeeded', 'Stopped']);

/**
 * When a release deployed its version to production and ended badly all the same, deploys the one that served before: what
 * could not be verified does not go on serving. A deployment that failed has gone back by itself, and what served before the release was
 * approved is not of this release.
 */
export async function takeBackUnproven(
  workload: string,
  { release, why }: { release: Release; why: string },
  effects: EndEffects,
): Promise<WentBack> {
  const stages = await effects.releases.stages(workload);
  const production = stages.find(({ name }) => name === releaseStages.production);
  if (production?.executionId !== release.executionId || !mayHaveDeployed.has(production?.status ?? ''))
    return 'nothing';
  const serving = await productionOf(workload, effects);
  if (serving?.version !== release.version) return 'nothing';
  const [made] = (await effects.endpoints.configs(serving.config)).filter(({ name }) => name === serving.config);
  if (made && made.createdAt < release.approvedAt) return 'nothing';
  const { version, correlationId } = release;
  const leaving = { version, id: unprovenId(release.id), correlationId, fact: 'unproven', why } as const;
  return goBack(workload, { config: serving.config, leaving }, effects);
}
