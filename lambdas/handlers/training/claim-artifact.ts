import { artifactClaimSchema } from '../../contracts/gate-call';
import { trainingPrefixOf } from '../../contracts/training-layout';
import { hasEnded } from '../../domain/training/execution';
import type { ObjectStore } from '../../ports/object-store';
import type { PipelineExecutions } from '../../ports/pipeline-executions';

export interface ClaimEffects {
  readonly objects: Pick<ObjectStore, 'get' | 'put' | 'putNew'>;
  readonly executions: Pick<PipelineExecutions, 'find'>;
  readonly modelsBucket: string;
}

export interface ArtifactClaim {
  readonly workload: string;
  readonly artifactSha256: string;
  readonly executionId: string;
}

/**
 * Whether this execution is the one that registers an artifact. Two at once share the cached model of one training: the
 * first that claims it registers it. A claim counts while its execution runs; one that ended without a version gives way.
 * @param isRegistered asked again once another's claim has ended: it may have registered meanwhile
 */
export async function claimArtifact(
  { workload, artifactSha256, executionId }: ArtifactClaim,
  { objects, executions, modelsBucket }: ClaimEffects,
  isRegistered: () => Promise<boolean>,
): Promise<boolean> {
  const target = { bucket: modelsBucket, key: `${trainingPrefixOf(workload)}artifacts/${artifactSha256}.json` };
  const claim = { bytes: new TextEncoder().encode(JSON.stringify({ executionId })), contentType: 'application/json' };
  if ((await objects.putNew(target, claim)) === 'written') return true;
  const stored = await objects.get(target);
  const holder = stored && artifactClaimSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes))).executionId;
  if (holder === executionId) return true;
  const other = holder && (await executions.find(workload, holder));
  if ((other && !hasEnded(other)) || (await isRegistered())) return false;
  await objects.put(target, claim);
  return true;
}
