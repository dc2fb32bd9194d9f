import * as z from 'zod/mini';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import type { RegistryAccess } from './registry-access';

export interface Card {
  readonly uri: string;
  /** CommonMark. */
  readonly text: string;
}

type CardSource = Pick<RegistryAccess, 'objects' | 'modelsBucket'>;
type WithCard = Pick<ModelVersion, 'metadata'>;

/** The model card for people, which lies beside the one for machines; null when there is none in the models bucket. */
export async function readCard(version: WithCard, source: CardSource): Promise<Card | null> {
  const uri = (version.metadata[versionMetadata.card] ?? '').replace(/\.json$/, '.md');
  const text = await textAt(uri, source);
  return text === null ? null : { uri, text };
}

/** What we read of the card for machines. */
const cardSchema = z.object({ lineage: z.object({ goldenId: z.string() }) });

/** The golden set that a version was scored on: data sets may change while it stays. Null when the card is gone. */
export async function readGoldenId(version: WithCard, source: CardSource): Promise<string | null> {
  const text = await textAt(version.metadata[versionMetadata.card] ?? '', source);
  const parsed = text === null ? undefined : cardSchema.safeParse(parseJson(text));
  return parsed?.success ? parsed.data.lineage.goldenId : null;
}

async function textAt(uri: string, { objects, modelsBucket }: CardSource): Promise<string | null> {
  const start = `s3://${modelsBucket}/`;
  const key = uri.slice(start.length);
  const stored = uri.startsWith(start) && key !== '' ? await objects.get({ bucket: modelsBucket, key }) : null;
  return stored && new TextDecoder().decode(stored.bytes);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
