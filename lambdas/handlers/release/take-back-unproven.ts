import { releaseStages } from '../../contracts/release';
import { type Release, unprovenId } from '../../domain/release/release';
import { goBack, productionOf, type WentBack } from './go-back';
import type { EndEffects } from './release-effects';

/**
 * When a release deployed its version to production and ended badly all the same, deploys the one that served before: what
 * could not be verified does not go on serving. A deployment that failed has gone back by itself.
 */
export async function takeBackUnproven(
  workload: string,
  { release, why }: { release: Release; why: string },
  effects: EndEffects,
): Promise<WentBack> {
  const stages = await effects.releases.stages(workload);
  const production = stages.find(({ name }) => name === releaseStages.production);
  if (production?.executionId !== release.executionId || production?.status !== 'Succeeded') return 'nothing';
  const serving = await productionOf(workload, effects);
  if (serving?.version !== release.version) return 'nothing';
  const { version, correlationId } = release;
  const leaving = { version, id: unprovenId(release.id), correlationId, fact: 'unproven', why } as const;
  return goBack(workload, { config: serving.config, leaving }, effects);
}
