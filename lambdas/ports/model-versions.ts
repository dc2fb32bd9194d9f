import type { ModelVersion } from '../domain/registry/model-version';

/** Versions of models and their approval. */
export interface ModelVersions {
  /** Null when there is no such version (any more). */
  describe(arn: string): Promise<ModelVersion | null>;
}
