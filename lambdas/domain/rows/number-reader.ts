/** Reads a decimal number out of UTF-8 bytes without building a string, exactly as `Number` would. */
const [zero, nine, plus, minus, lowerE, upperE] = [48, 57, 43, 45, 101, 69];
/** 10^0 .. 10^22 are exact doubles, and so are integers of 15 digits: one rounding, hence the nearest double. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const exactDigits = 15;

export class NumberReader {
  /** The number last read; meaningful only after `read` answered true. */
  value = 0;
  private position = 0;
  private mantissa = 0;
  private digits = 0;

  /** @param decimal byte of the decimal sign */
  constructor(private readonly decimal: number) {}

  /** True for `[+-] digits [. digits] [e[+-]digits]` and nothing else, if finite; `.5` and `5.` are numbers. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.position = start;
    this.mantissa = 0;
    this.digits = 0;
    const sign = bytes[start];
    if (sign === plus || sign === minus) this.position++;
    let seen = this.skipDigits(bytes, end);
    let exponent = 0;
    if (this.position < end && bytes[this.position] === this.decimal) {
      this.position++;
      const fraction = this.skipDigits(bytes, end);
      exponent = -fraction;
      seen += fraction;
    }
    if (seen === 0) return false;
    if (this.position < end) {
      if (bytes[this.position] !== lowerE && bytes[this.position] !== upperE) return false;
      exponent += this.readExponent(bytes, end);
      if (this.position !== end || Number.isNaN(exponent)) return false;
    }
    const magnitude = this.scaled(exponent) ?? Math.abs(this.parsed(bytes, start, end));
    this.value = sign === minus ? -magnitude : magnitude;
    return Number.isFinite(magnitude);
  }

  private skipDigits(bytes: Uint8Array, end: number): number {
    const start = this.position;
    let { position, mantissa, digits } = this;
    for (; position < end; position++) {
      const byte = bytes[position]!;
      if (byte < zero || byte > nine) break;
      if (digits > 0 || byte > zero) digits++;
      if (digits <= exactDigits) mantissa = mantissa * 10 + (byte - zero);
    }
    this.position = position;
    this.mantissa = mantissa;
    this.digits = digits;
    return position - start;
  }

  /** @returns NaN when no digit follows the `e` */
  private readExponent(bytes: Uint8Array, end: number): number {
    const sign = bytes[++this.position];
    if (sign === plus || sign === minus) this.position++;
    const start = this.position;
    let exponent = 0;
    for (; this.position < end; this.position++) {
      const byte = bytes[this.position]!;
      if (byte < zero || byte > nine) break;
      exponent = exponent * 10 + (byte - zero);
    }
    if (this.position === start) return Number.NaN;
    return sign === minus ? -exponent : exponent;
  }

  /** Clinger's fast path; undefined when more than one rounding would be needed. */
  private scaled(exponent: number): number | undefined {
    if (this.digits === 0) return 0;
    if (this.digits > exactDigits) return undefined;
    const power = powersOfTen[Math.abs(exponent)];
    if (power === undefined) return undefined;
    return exponent < 0 ? this.mantissa / power : this.mantissa * power;
  }

  private parsed(bytes: Uint8Array, start: number, end: number): number {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    return Number(text.replace(String.fromCharCode(this.decimal), '.'));
  }
}
