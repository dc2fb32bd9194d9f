/** Checks one cell against its column; the caller knows the offsets, nothing is decoded on the way of a good cell. */
import { acceptedRange, type NumericColumn, type RowColumn, type RowPolicy } from '../../contracts/row-policy';
import type { RowReasonCode } from '../../contracts/row-reasons';
import { NumberReader } from './number-reader';
import { RowHash } from './row-hash';
import { TimestampReader } from './timestamp-reader';

/** Bytes of one cell: `bytes[start, stop)`. */
export interface Cell {
  readonly bytes: Uint8Array;
  start: number;
  stop: number;
  /** True when doubled quotes stand for single ones. */
  escaped: boolean;
}

export interface CellCheck {
  /** The number, or the time in ms since 1970 UTC, of the cell last accepted; NaN where the type has none. */
  readonly value: number;
  check(cell: Cell): RowReasonCode | undefined;
}

/** @param seed keeps hash collisions unpredictable, see RowHash */
export function cellCheck(column: RowColumn, policy: RowPolicy, seed: Uint8Array): CellCheck {
  switch (column.type) {
    case 'number':
    case 'integer':
      return new NumberCheck(column, policy.decimal);
    case 'timestamp':
      return new TimestampCheck();
    case 'category':
      return column.values === undefined ? anyText : new CategoryCheck(column.values, new RowHash(seed));
    case 'text':
      return anyText;
  }
}

/** The cell as text, doubled quotes undone. */
export function cellText({ bytes, start, stop, escaped }: Cell): string {
  const text = decode(bytes, start, stop);
  return escaped ? text.replaceAll('""', '"') : text;
}

export function decode(bytes: Uint8Array, start: number, stop: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, stop - start).toString();
}

const anyText: CellCheck = { value: Number.NaN, check: () => undefined };

class NumberCheck implements CellCheck {
  value = 0;
  private readonly reader: NumberReader;
  private readonly minimum: number;
  private readonly maximum: number;
  private readonly whole: boolean;

  constructor(column: NumericColumn, decimal: string) {
    this.reader = new NumberReader(decimal.charCodeAt(0));
    ({ minimum: this.minimum, maximum: this.maximum } = acceptedRange(column));
    this.whole = column.type === 'integer';
  }

  check({ bytes, start, stop }: Cell): RowReasonCode | undefined {
    if (!this.reader.read(bytes, start, stop)) return 'NOT_A_NUMBER';
    const { value } = this.reader;
    this.value = value;
    if (this.whole && !Number.isSafeInteger(value)) return 'NOT_AN_INTEGER';
    return value >= this.minimum && value <= this.maximum ? undefined : 'OUT_OF_RANGE';
  }
}

class TimestampCheck implements CellCheck {
  value = 0;
  private readonly reader = new TimestampReader();

  check({ bytes, start, stop }: Cell): RowReasonCode | undefined {
    if (!this.reader.read(bytes, start, stop)) return 'NOT_A_TIMESTAMP';
    this.value = this.reader.value;
    return undefined;
  }
}

/** Values seen are remembered by the hash of their bytes; equal hashes are told apart by the bytes. */
class CategoryCheck implements CellCheck {
  readonly value = Number.NaN;
  private readonly known = new Map<number, Uint8Array[]>();
  private readonly values: ReadonlySet<string>;

  constructor(
    values: readonly string[],
    private readonly hash: RowHash,
  ) {
    this.values = new Set(values);
    for (const value of values) {
      const bytes = Buffer.from(value);
      const key = hash.of(bytes, 0, bytes.length);
      this.known.set(key, [...(this.known.get(key) ?? []), bytes]);
    }
  }

  check(cell: Cell): RowReasonCode | undefined {
    if (cell.escaped) return this.values.has(cellText(cell)) ? undefined : 'UNKNOWN_CATEGORY';
    const candidates = this.known.get(this.hash.of(cell.bytes, cell.start, cell.stop));
    return candidates?.some(value => equals(cell, value)) ? undefined : 'UNKNOWN_CATEGORY';
  }
}

function equals({ bytes, start, stop }: Cell, value: Uint8Array): boolean {
  if (stop - start !== value.length) return false;
  for (let index = 0; index < value.length; index++) {
    if (bytes[start + index] !== value[index]) return false;
  }
  return true;
}
