/** The accepted rows so far, to find repeats: 24 to 48 bytes a row, whatever its length; equal hashes are compared in full. */
import type { RecordScanner } from './record-scanner';
import type { RowHash } from './row-hash';

const initialSlots = 1 << 12;
/** A slot is three numbers side by side, so that a look-up touches one cache line: hash, start + 1 (0: free), line. */
const width = 3;
const startAt = 1;
const lineAt = 2;

export class SeenRows {
  private slots = new Int32Array(initialSlots * width);
  private mask = initialSlots - 1;
  private size = 0;
  private hash = 0;
  /** Offset in `slots` where `find` stopped. */
  private place = 0;

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
    const { slots, mask } = this;
    const hash = this.hashOf(row);
    let index = hash & mask;
    for (; slots[index * width + startAt] !== 0; index = (index + 1) & mask) {
      this.place = index * width;
      if (slots[this.place] === hash && this.sameKey(row)) return slots[this.place + lineAt];
    }
    this.hash = hash;
    this.place = index * width;
    return undefined;
  }

  /** Remembers the row that `find` has just not found. */
  add(row: RecordScanner): void {
    const { slots, place } = this;
    slots[place] = this.hash;
    slots[place + startAt] = row.start + 1;
    slots[place + lineAt] = row.line;
    if (++this.size * 2 > this.mask) this.grow();
  }

  private hashOf({ starts, stops }: RecordScanner): number {
    const { hash } = this.tools;
    hash.value = 0;
    for (const field of this.keyFields) hash.add(this.bytes, starts[field]!, stops[field]!);
    return hash.value;
  }

  /** Bytes decide: fields without their quotes are equal exactly when their texts are, as only quoted ones hold quotes. */
  private sameKey(row: RecordScanner): boolean {
    const { earlier } = this.tools;
    earlier.seek(this.slots[this.place + startAt]! - 1, this.slots[this.place + lineAt]!);
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
    const { slots } = this;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array(slots.length * 2);
    for (let offset = 0; offset < slots.length; offset += width) {
      if (slots[offset + startAt] === 0) continue;
      let index = slots[offset]! & this.mask;
      while (this.slots[index * width + startAt] !== 0) index = (index + 1) & this.mask;
      for (let part = 0; part < width; part++) this.slots[index * width + part] = slots[offset + part]!;
    }
  }
}
