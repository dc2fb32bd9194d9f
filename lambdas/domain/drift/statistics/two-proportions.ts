import { normalTwoSided } from './gamma';

export interface Proportion {
  readonly hits: number;
  /** >= hits */
  readonly trials: number;
}

/**
 * Two-sided z-test of two proportions with the pooled variance (Evidently's test for at most two values):
 * z = (p1 - p2) / sqrt(P (1 - P) (1/n1 + 1/n2)). Two samples that are all hits, or all misses, don't differ: z = 0, p = 1.
 */
export function compareProportions(one: Proportion, other: Proportion): { z: number; pValue: number } {
  const pooled = (one.hits + other.hits) / (one.trials + other.trials);
  const variance = pooled * (1 - pooled) * (1 / one.trials + 1 / other.trials);
  if (!(variance > 0)) return { z: 0, pValue: 1 };
  const z = (one.hits / one.trials - other.hits / other.trials) / Math.sqrt(variance);
  return { z, pValue: normalTwoSided(z) };
}
