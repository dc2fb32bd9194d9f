import { versionMetadata } from '../../contracts/gate-call';
import { rejectionId } from '../../domain/release/release';
import { goBack, productionOf, type WentBack } from './go-back';
import type { EndEffects } from './release-effects';

/**
 * When production serves a version that is rejected, deploys the approved one that served before. Called when a
 * version is rejected and when a release ends: whichever comes last finds it. Idempotent: the run is named by the rejection.
 */
export async function rollBackRejected(workload: string, effects: EndEffects): Promise<WentBack> {
  const serving = await productionOf(workload, effects);
  const rejected = serving && (await effects.registry.find(workload, serving.version));
  if (!serving || rejected?.approval !== 'Rejected') return 'nothing';
  const id = rejectionId(rejected.arn, rejected.changedAt ?? '');
  const correlationId = rejected.metadata[versionMetadata.correlationId] || `person-${id.slice(0, 16)}`;
  const why = rejected.why ?? 'no reason was given';
  const leaving = { version: rejected.version, id, correlationId, fact: 'rejected', why } as const;
  return goBack(workload, { config: serving.config, leaving }, effects);
}
