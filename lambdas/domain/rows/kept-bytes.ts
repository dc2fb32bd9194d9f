/** Joins the ranges of a file that go on, in order; nothing is copied when they are one piece. */
export class KeptBytes {
  /** Start and stop of each range in turn: 8 bytes a range, as every second row may be one. */
  private bounds = new Int32Array(256);
  private used = 0;
  private size = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** @param start not before the end of the range added last */
  add(start: number, stop: number): void {
    this.size += stop - start;
    if (this.used > 0 && this.bounds[this.used - 1] === start) {
      this.bounds[this.used - 1] = stop;
      return;
    }
    if (this.used === this.bounds.length) {
      const larger = new Int32Array(this.used * 2);
      larger.set(this.bounds);
      this.bounds = larger;
    }
    this.bounds[this.used++] = start;
    this.bounds[this.used++] = stop;
  }

  /** A view of the file where that is enough, so don't write to it. */
  join(): Uint8Array {
    if (this.used === 2) return this.bytes.subarray(this.bounds[0], this.bounds[1]);
    const joined = new Uint8Array(this.size);
    let offset = 0;
    for (let index = 0; index < this.used; index += 2) {
      const range = this.bytes.subarray(this.bounds[index], this.bounds[index + 1]);
      joined.set(range, offset);
      offset += range.length;
    }
    return joined;
  }
}
