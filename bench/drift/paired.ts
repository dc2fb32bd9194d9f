/** Numbers that a run came to, or nothing to compare. */
export type Figures = readonly number[];

export interface Timed {
  readonly milliseconds: number;
  readonly figures: Figures;
}

export function timed(run: () => Figures): Timed {
  const start = performance.now();
  const figures = run();
  return { milliseconds: performance.now() - start, figures };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

export const best = (values: readonly number[]): number => Math.min(...values);

/** How much longer each turn of the one took than the same turn of the other; the middle one. */
export const ratioOf = (longer: readonly number[], shorter: readonly number[]): number =>
  median(longer.map((milliseconds, turn) => milliseconds / shorter[turn]!));

export const farthest = (one: Figures, other: Figures): number =>
  Math.max(...one.map((figure, index) => Math.abs(figure - other[index]!)));
