/** The accepted rows so far, to find repeats: 12 bytes a row, whatever its length; equal hashes are compared in full. */
import type { RecordScanner } from './record-scanner';
import type { RowHash } from './row-hash';

const initialSlots = 1 << 12;

export class SeenRows {
  private hashes = new Int32Array(initialSlots);
  /** Start of the row plus 1; 0 marks a free slot. */
  private starts = new Int32Array(initialSlots);
  private lines = new Int32Array(initialSlots);
  private size = 0;
  private hash = 0;
  private slot = 0;

  /**
   * @param earlier a scanner of the same bytes, for reading earlier rows again
   * @param keyFields indexes of the fields that identify a row
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly keyFields: readonly number[],
    private readonly tools: { readonly hash: RowHash; readonly earlier: RecordScanner },
  ) {}

  /** The line of the accepted row with the same key, or undefined. */
  find(row: RecordScanner): number | undefined {
    this.hash = this.hashOf(row);
    const mask = this.hashes.length - 1;
    for (this.slot = this.hash & mask; this.starts[this.slot] !== 0; this.slot = (this.slot + 1) & mask) {
      if (this.hashes[this.slot] === this.hash && this.sameKey(row)) return this.lines[this.slot];
    }
    return undefined;
  }

  /** Remembers the row that `find` has just not found. */
  add(row: RecordScanner): void {
    this.hashes[this.slot] = this.hash;
    this.starts[this.slot] = row.start + 1;
    this.lines[this.slot] = row.line;
    if (++this.size * 2 > this.hashes.length) this.grow();
  }

  private hashOf({ starts, stops }: RecordScanner): number {
    const { bytes } = this;
    let hash = 0;
    for (const field of this.keyFields) {
      hash = this.tools.hash.extend(hash, { bytes, start: starts[field]!, stop: stops[field]! });
    }
    return hash;
  }

  /** Bytes decide: fields without their quotes are equal exactly when their texts are, as only quoted ones hold quotes. */
  private sameKey(row: RecordScanner): boolean {
    const { earlier } = this.tools;
    earlier.seek(this.starts[this.slot]! - 1, this.lines[this.slot]!);
    earlier.next();
    return this.keyFields.every(field => {
      const length = row.stops[field]! - row.starts[field]!;
      if (earlier.stops[field]! - earlier.starts[field]! !== length) return false;
      for (let index = 0; index < length; index++) {
        if (this.bytes[row.starts[field]! + index] !== this.bytes[earlier.starts[field]! + index]) return false;
      }
      return true;
    });
  }

  private grow(): void {
    const { hashes, starts, lines } = this;
    const mask = hashes.length * 2 - 1;
    this.hashes = new Int32Array(mask + 1);
    this.starts = new Int32Array(mask + 1);
    this.lines = new Int32Array(mask + 1);
    for (let slot = 0; slot < starts.length; slot++) {
      if (starts[slot] === 0) continue;
      let target = hashes[slot]! & mask;
      while (this.starts[target] !== 0) target = (target + 1) & mask;
      this.hashes[target] = hashes[slot]!;
      this.starts[target] = starts[slot]!;
      this.lines[target] = lines[slot]!;
    }
  }
}
