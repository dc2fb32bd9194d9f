import { type Evaluation, evaluationSchema } from '../../contracts/evaluation';
import type { ModelVersion } from '../../domain/registry/model-version';
import type { ObjectStore } from '../../ports/object-store';

export interface EvaluationSource {
  readonly objects: Pick<ObjectStore, 'get'>;
  /** Evaluations lie here; what a version says lies elsewhere is not read. */
  readonly modelsBucket: string;
}

/** `none`: the version came without one. `unreadable`: it is gone, or of another shape. */
export type ReadEvaluation =
  | { readonly kind: 'read'; readonly evaluation: Evaluation }
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable' };

/** The evaluation that a version was registered with. */
export async function readEvaluation(
  { qualityUri }: Pick<ModelVersion, 'qualityUri'>,
  { objects, modelsBucket }: EvaluationSource,
): Promise<ReadEvaluation> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(qualityUri ?? '') ?? [];
  if (bucket !== modelsBucket || key === undefined) return { kind: 'none' };
  const stored = await objects.get({ bucket, key });
  const parsed = stored && evaluationSchema.safeParse(parseJson(stored.bytes));
  return parsed?.success ? { kind: 'read', evaluation: parsed.data.everloop } : { kind: 'unreadable' };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
