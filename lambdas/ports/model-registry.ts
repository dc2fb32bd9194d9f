import type { Decision } from '../domain/registry/decision';
import type { Approval, ModelVersion } from '../domain/registry/model-version';

/** Versions of models, and what people said of them. */
export interface ModelRegistry {
  /** Null when there is no such version (any more). */
  describe(arn: string): Promise<ModelVersion | null>;
  /** A version by its number; null when there is none. */
  find(workload: string, version: number): Promise<ModelVersion | null>;
  /** Newest first; none for a workload that has no group. Reads on only as far as it is asked. */
  versions(workload: string, approval?: Approval): AsyncIterable<ModelVersion>;
  /** The last decision counts, whoever made it. @throws Error when there is no such version */
  decide(arn: string, decision: Decision): Promise<void>;
}
