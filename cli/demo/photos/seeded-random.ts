/** A repeatable stream of random numbers: the same seed parts give the same photos on every machine. */
export interface SeededRandom {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** One element, each as likely as any other. @throws RangeError for an empty list. */
  pick<T>(choices: readonly T[]): T;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** Standard normal (Box-Muller). */
  normal(): number;
}

/** FNV-1a over the UTF-16 units, 32 bits: enough to tell seeds apart, not a secure hash. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** mulberry32 (Tommy Ettinger, public domain): period 2^32, passes gjrand; far more than a photo draws. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A stream of its own for each distinct list of parts, e.g. `seededRandom('render', seed, index)`. */
export function seededRandom(...parts: readonly (string | number)[]): SeededRandom {
  const next = mulberry32(hashText(parts.join('\u0000')));
  const below = (bound: number) => Math.floor(next() * bound);
  return {
    next,
    below,
    between: (low, high) => low + (high - low) * next(),
    pick: choices => {
      if (choices.length === 0) throw new RangeError('seededRandom.pick: choices must not be empty');
      return choices[below(choices.length)]!;
    },
    chance: probability => next() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/**
 * The first `count` of a random order of 0..total-1, lazily (Fisher-Yates over a sparse array).
 * Asking for more gives the same beginning, so that 3,000 photos contain the 300 shown before.
 */
export function* shuffledIndices(total: number, count: number, random: SeededRandom): Generator<number> {
  const moved = new Map<number, number>();
  for (let i = 0; i < Math.min(count, total); i++) {
    const j = i + random.below(total - i);
    const chosen = moved.get(j) ?? j;
    moved.set(j, moved.get(i) ?? i);
    moved.delete(i);
    yield chosen;
  }
}
