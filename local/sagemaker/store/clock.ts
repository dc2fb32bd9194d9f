/** Epoch seconds with milliseconds; each reading is later than the one before, so that times order what happened. */
export class Clock {
  private last = 0;

  constructor(private readonly now: () => number = Date.now) {}

  read(): number {
    this.last = Math.max(this.now(), this.last + 1);
    return this.last / 1000;
  }

  /** Readings will be later than `seconds`: a time that was kept before a restart. */
  passes(seconds: number): void {
    this.last = Math.max(this.last, Math.round(seconds * 1000));
  }
}
