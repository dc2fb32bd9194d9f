import { createHash } from 'node:crypto';

export interface Inference {
  readonly workload: string;
  /** Of the image in the curated bucket. */
  readonly key: string;
  /** Version in the intake bucket: a retry that copied the image twice made no second image. */
  readonly sourceVersion: string;
  /** The request under which it was classified again. */
  readonly again?: string | undefined;
}

/** 32 hex digits, the same for each try at the same thing. */
export function inferenceIdOf({ workload, key, sourceVersion, again }: Inference): string {
  const text = JSON.stringify([workload, key, sourceVersion, again ?? null]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
