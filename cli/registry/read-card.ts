import { versionMetadata } from '../../lambdas/contracts/gate-call';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import type { RegistryAccess } from './registry-access';

export interface Card {
  readonly uri: string;
  /** CommonMark. */
  readonly text: string;
}

/** The model card for people, which lies beside the one for machines; null when there is none in the models bucket. */
export async function readCard(
  { metadata }: Pick<ModelVersion, 'metadata'>,
  { objects, modelsBucket }: Pick<RegistryAccess, 'objects' | 'modelsBucket'>,
): Promise<Card | null> {
  const uri = (metadata[versionMetadata.card] ?? '').replace(/\.json$/, '.md');
  const start = `s3://${modelsBucket}/`;
  const key = uri.slice(start.length);
  const stored = uri.startsWith(start) && key !== '' ? await objects.get({ bucket: modelsBucket, key }) : null;
  return stored && { uri, text: new TextDecoder().decode(stored.bytes) };
}
