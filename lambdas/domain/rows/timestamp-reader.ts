/** Reads an ISO 8601 date or time out of UTF-8 bytes, without the surprises of `Date.parse`. */
const [zero, dash, colon, space, upperT, lowerT, upperZ, lowerZ, plus, dot, comma] = [
  48, 45, 58, 32, 84, 116, 90, 122, 43, 46, 44,
];
const minuteMs = 60_000;
const dayMs = 86_400_000;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** No such value: every sum with it stays NaN. */
const invalid = Number.NaN;

export class TimestampReader {
  /** Milliseconds since 1970-01-01T00:00Z; meaningful only after `read` answered true. */
  value = 0;
  private bytes: Uint8Array = new Uint8Array();
  private position = 0;
  private end = 0;

  /**
   * Accepts `YYYY-MM-DD`, then optionally `T` or a space and `HH:MM[:SS[.fraction]]`, then optionally `Z`, `+HH:MM` or
   * `+HHMM`. Years 0001-9999, days that exist, hours 00-23; no leap second. Without a zone the time is UTC.
   */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
    let value = this.date();
    if (this.position < end) value += this.separator() + this.timeOfDay() - this.zone();
    this.value = value;
    return this.position === end && !Number.isNaN(value);
  }

  private date(): number {
    const year = this.digits(4, 9999) + this.skip(dash);
    const month = this.digits(2, 12) + this.skip(dash);
    const day = this.digits(2, 31);
    const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0;
    const exists = year >= 1 && month >= 1 && day >= 1 && day <= daysInMonth[month - 1]! + leap;
    return exists ? daysSinceEpoch(year, month, day) * dayMs : invalid;
  }

  private separator(): number {
    const byte = this.bytes[this.position++];
    return byte === space || byte === upperT || byte === lowerT ? 0 : invalid;
  }

  private timeOfDay(): number {
    let value = this.digits(2, 23) * 60 * minuteMs + this.skip(colon) + this.digits(2, 59) * minuteMs;
    if (this.peek() !== colon) return value;
    this.position++;
    value += this.digits(2, 59) * 1000;
    if (this.peek() !== dot && this.peek() !== comma) return value;
    this.position++;
    return value + this.fraction();
  }

  /** Milliseconds of the digits after the decimal sign; finer ones are cut, at least one is needed. */
  private fraction(): number {
    let milliseconds = 0;
    const start = this.position;
    for (let unit = 100; ; unit /= 10) {
      const digit = this.peek() - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      if (unit >= 1) milliseconds += digit * unit;
      this.position++;
    }
    return this.position > start ? milliseconds : invalid;
  }

  /** Milliseconds that the written time is ahead of UTC. */
  private zone(): number {
    if (this.position === this.end) return 0;
    const sign = this.bytes[this.position++];
    if (sign === upperZ || sign === lowerZ) return 0;
    if (sign !== plus && sign !== dash) return invalid;
    const hours = this.digits(2, 23);
    if (this.peek() === colon) this.position++;
    const offset = (hours * 60 + this.digits(2, 59)) * minuteMs;
    return sign === plus ? offset : -offset;
  }

  private digits(length: number, maximum: number): number {
    let value = 0;
    for (const stop = this.position + length; this.position < stop; this.position++) {
      const digit = this.peek() - zero;
      if (!(digit >= 0 && digit <= 9)) return invalid;
      value = value * 10 + digit;
    }
    return value <= maximum ? value : invalid;
  }

  private skip(expected: number): number {
    return this.peek() === expected && ++this.position ? 0 : invalid;
  }

  /** The next byte; NaN behind the end, which equals nothing. */
  private peek(): number {
    return this.position < this.end ? this.bytes[this.position]! : invalid;
  }
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
