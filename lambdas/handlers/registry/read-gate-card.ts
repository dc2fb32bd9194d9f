import { versionMetadata } from '../../contracts/gate-call';
import { type GateCard, gateCardSchema } from '../../contracts/gate-card';
import type { ModelVersion } from '../../domain/registry/model-version';
import type { EvaluationSource } from './read-evaluation';

/** The card for machines that the gate wrote of a version; null when there is none in the models bucket, or of another shape. */
export async function readGateCard(
  { metadata }: Pick<ModelVersion, 'metadata'>,
  { objects, modelsBucket }: EvaluationSource,
): Promise<GateCard | null> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(metadata[versionMetadata.card] ?? '') ?? [];
  if (bucket !== modelsBucket || key === undefined) return null;
  const stored = await objects.get({ bucket, key });
  const parsed = stored && gateCardSchema.safeParse(parseJson(stored.bytes));
  return parsed?.success ? parsed.data : null;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
