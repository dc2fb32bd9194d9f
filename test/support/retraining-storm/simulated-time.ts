/** mulberry32: the same seed gives the same storm. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Due {
  readonly at: number;
  readonly run: () => void;
}

/** Lets everything that waits for nothing but promises come to rest. */
const settle = () => new Promise<void>(resolve => setImmediate(resolve));

/**
 * A clock that jumps from one due thing to the next. Whoever calls a service waits for it here, so that a seed decides in
 * which order several callers go on.
 */
export class SimulatedTime {
  private queue: Due[] = [];

  constructor(
    readonly random: () => number,
    public nowMs = Date.parse('2026-11-21T00:00:00.000Z'),
  ) {}

  readonly now = (): Date => new Date(this.nowMs);

  after(delayMs: number, run: () => void): void {
    const at = this.nowMs + delayMs;
    const index = this.queue.findLastIndex(one => one.at <= at);
    this.queue.splice(index + 1, 0, { at, run });
  }

  /** A call of a service: 5 to 105 ms. */
  readonly call = (): Promise<void> => this.sleep(5 + this.random() * 100);

  sleep(delayMs: number): Promise<void> {
    return new Promise(resolve => this.after(delayMs, resolve));
  }

  /** Runs until a moment, or until nothing is due any more. */
  async until(endMs: number): Promise<void> {
    await settle();
    for (let next = this.queue[0]; next && next.at <= endMs; next = this.queue[0]) {
      this.queue.shift();
      this.nowMs = next.at;
      next.run();
      await settle();
    }
    this.nowMs = endMs;
  }
}
