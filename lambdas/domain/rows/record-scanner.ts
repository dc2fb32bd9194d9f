/**
 * Splits CSV bytes into records and fields (RFC 4180: quotes, doubled quotes, line breaks in quotes, LF or CRLF) by
 * offsets alone: nothing is copied or decoded.
 *
 * A record with broken quoting is cut back to its first line, so that one stray quote costs one line, not the rest of
 * the file. This stays linear because a quote is always a delimiter of quoting, never text of an unquoted field: a scan
 * that starts on a later line of a cut record is outside quotes wherever the first scan was inside, hence ends with its
 * line, but for the last one.
 */
import type { RowReasonCode } from '../../contracts/row-reasons';

const [tab, lineFeed, carriageReturn, quote, firstPrintable] = [9, 10, 13, 34, 32];
const plain = 0;
const delimits = 1;
const ends = 2;
const control = 3;
const quotes = 4;

export class RecordScanner {
  /** Field i is `bytes[starts[i], stops[i])`, its enclosing quotes left out. */
  readonly starts: Int32Array;
  readonly stops: Int32Array;
  /** 1 where the field is quoted and has doubled quotes in it. */
  readonly escaped: Uint8Array;
  /** May exceed the length of `starts`: fields behind it are counted, not kept. */
  fieldCount = 0;
  /** The record is `bytes[start, stop)`, its line end included. */
  start = 0;
  stop = 0;
  /** Number of the line the record starts on; the file's first line is 1. */
  line = 1;
  fault: RowReasonCode | undefined;
  private lines = 0;
  private delimited = false;
  private readonly classes = new Uint8Array(256);

  constructor(
    private readonly bytes: Uint8Array,
    delimiter: number,
    maxFields: number,
  ) {
    this.starts = new Int32Array(maxFields);
    this.stops = new Int32Array(maxFields);
    this.escaped = new Uint8Array(maxFields);
    this.classes.fill(control, 0, firstPrintable);
    this.classes[tab] = plain;
    this.classes[quote] = quotes;
    this.classes[lineFeed] = ends;
    this.classes[delimiter] = delimits;
  }

  /** The next record is read from `offset`, the start of line `line`. */
  seek(offset: number, line: number): void {
    this.stop = offset;
    this.line = line;
    this.lines = 0;
  }

  /** Reads one record; false at the end of the file. */
  next(): boolean {
    const { bytes } = this;
    this.line += this.lines;
    this.start = this.stop;
    if (this.start >= bytes.length) return false;
    this.lines = 1;
    this.fieldCount = 0;
    this.fault = undefined;
    let position = this.start;
    do {
      position = bytes[position] === quote ? this.quotedField(position) : this.plainField(position);
    } while (position >= 0 && this.delimited);
    if (position < 0) this.shrinkToFirstLine();
    else this.stop = Math.min(position, bytes.length);
    return true;
  }

  /** True for a line with nothing on it. */
  get blank(): boolean {
    if (this.fieldCount !== 1 || this.fault !== undefined) return false;
    return this.starts[0] === this.start && this.stops[0] === this.start;
  }

  get spansLines(): boolean {
    return this.lines > 1;
  }

  /** Gives up the record behind its first line; `next` goes on with the second. */
  shrinkToFirstLine(): void {
    const lineEnd = this.bytes.indexOf(lineFeed, this.start);
    this.stop = lineEnd < 0 ? this.bytes.length : lineEnd + 1;
    this.lines = 1;
  }

  /** @returns the offset behind the field's delimiter or line end; -1 when the quoting is broken */
  private plainField(start: number): number {
    const { bytes, classes } = this;
    const { length } = bytes;
    let position = start;
    for (;;) {
      while (position < length && classes[bytes[position]!] === plain) position++;
      if (position >= length || classes[bytes[position]!] !== control) break;
      if (bytes[position] === carriageReturn && bytes[position + 1] === lineFeed) break;
      this.fault = 'CONTROL_CHARACTER';
      position++;
    }
    this.add(start, position, 0);
    return this.afterField(position);
  }

  /** @returns the offset behind the field's delimiter or line end; -1 when the quoting is broken */
  private quotedField(open: number): number {
    const { bytes } = this;
    const { length } = bytes;
    let escaped = 0;
    let position = open + 1;
    for (; position < length; position++) {
      const byte = bytes[position]!;
      if (byte === quote) {
        if (bytes[position + 1] !== quote) break;
        escaped = 1;
        position++;
      } else if (byte < firstPrintable) this.specialInQuotes(byte);
    }
    if (position >= length) return this.broken('UNTERMINATED_QUOTE');
    this.add(open + 1, position, escaped);
    return this.afterField(position + 1);
  }

  private specialInQuotes(byte: number): void {
    if (byte === lineFeed) this.lines++;
    else if (byte !== tab && byte !== carriageReturn) this.fault = 'CONTROL_CHARACTER';
  }

  private afterField(position: number): number {
    const kind = position < this.bytes.length ? this.classes[this.bytes[position]!] : ends;
    this.delimited = kind === delimits;
    if (this.delimited || kind === ends) return position + 1;
    const crlf = this.bytes[position] === carriageReturn && this.bytes[position + 1] === lineFeed;
    return crlf ? position + 2 : this.broken('STRAY_QUOTE');
  }

  private broken(fault: RowReasonCode): number {
    this.fault = fault;
    return -1;
  }

  private add(start: number, stop: number, escaped: number): void {
    const index = this.fieldCount++;
    if (index >= this.starts.length) return;
    this.starts[index] = start;
    this.stops[index] = stop;
    this.escaped[index] = escaped;
  }
}
