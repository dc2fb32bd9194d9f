import type { Approval, ModelVersion } from '../domain/registry/model-version';

/** Versions of models, and what people said of them. */
export interface ModelRegistry {
  /** Null when there is no such version (any more). */
  describe(arn: string): Promise<ModelVersion | null>;
  /** Newest first; none for a workload that has no group. Reads on only as far as it is asked. */
  versions(workload: string, approval?: Approval): AsyncIterable<ModelVersion>;
  /** @param why at most 1,024 characters */
  decide(arn: string, decision: { readonly approval: Approval; readonly why: string }): Promise<void>;
}
