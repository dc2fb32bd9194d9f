import type { Construct } from 'constructs';

/** Somebody with a role of their own that rights are added to: a function, a job, a pipeline. */
export interface Grantee extends Construct {
  /** Allows exactly these actions on these resources. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void;
}
