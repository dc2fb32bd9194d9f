import type { Dimension } from './dimension';

/** Hyper-parameters by name. */
export type Choice = Readonly<Record<string, string>>;

export interface Trial {
  readonly choice: Choice;
  /** Lower is better; undefined while its job runs. */
  readonly loss: number | undefined;
}

export interface Proposal {
  readonly dimensions: readonly Dimension[];
  readonly seed: string | number;
  /** 0 for the first. */
  readonly index: number;
  /** What was tried before, and what is being tried; failed trials are left out. */
  readonly trials: readonly Trial[];
}

/** Chooses what to try next; the same proposal gives the same choice. */
export type Sampler = (proposal: Proposal) => Choice;

/** @param positions one for each dimension, 0 to 1 */
export const choiceAt = (dimensions: readonly Dimension[], positions: readonly number[]): Choice =>
  Object.fromEntries(dimensions.map((dimension, at) => [dimension.name, dimension.textAt(positions[at] ?? 0)]));
