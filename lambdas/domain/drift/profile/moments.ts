import type { NumericProfile } from './column-profile';
import type { NumericGrid } from './numeric-grid';

export interface Moments {
  readonly mean: number;
  /** Population standard deviation. */
  readonly deviation: number;
}

/** Null for a column without a finite value, and where values are so large that their squares aren't finite. */
export function momentsOf({ center, scale }: NumericGrid, profile: NumericProfile): Moments | null {
  const { count, sum, squares } = profile;
  if (count === 0 || !Number.isFinite(squares)) return null;
  const mean = sum / count;
  return { mean: center + scale * mean, deviation: scale * Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
