/** Below it the built-in sort is faster. */
const smallest = 2_000;
const digitBits = 11;
const digits = 1 << digitBits;
/** Equal keys in a row that insertion sorts quickest. */
const shortRun = 24;

/**
 * Sorts finite numbers in ascending order, in place: a radix sort by the upper 32 bits (sign, exponent, 20 bits of the
 * mantissa) in three passes, then each run of equal upper bits by value. About five times as fast as the built-in sort
 * at 1e6; never worse than it by more than the passes. Little-endian machines only, as all that Node runs on today.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < smallest) return values.sort();
  const other = new Float64Array(values.length);
  const counts = countDigits(upperWords(values));
  scatter(values, other, { starts: counts.subarray(0, digits), shift: 0 });
  scatter(other, values, { starts: counts.subarray(digits, 2 * digits), shift: digitBits });
  scatter(values, other, { starts: counts.subarray(2 * digits), shift: 2 * digitBits });
  values.set(other);
  sortRuns(values);
  return values;
}

/** Upper words at odd places. */
const upperWords = (values: Float64Array): Int32Array =>
  new Int32Array(values.buffer, values.byteOffset, values.length * 2);

/** Where each digit of each pass starts, shape (3, 2048). Negative numbers sort by their flipped bits. */
function countDigits(words: Int32Array): Uint32Array {
  const counts = new Uint32Array(3 * digits);
  for (let at = 1; at < words.length; at += 2) {
    const word = words[at]!;
    const key = word ^ ((word >> 31) | 0x80000000);
    counts[key & 2047]!++;
    counts[digits + ((key >>> 11) & 2047)]!++;
    counts[2 * digits + (key >>> 22)]!++;
  }
  for (let pass = 0; pass < 3; pass++) {
    let start = 0;
    for (let at = pass * digits; at < (pass + 1) * digits; at++) {
      const count = counts[at]!;
      counts[at] = start;
      start += count;
    }
  }
  return counts;
}

function scatter(from: Float64Array, to: Float64Array, { starts, shift }: { starts: Uint32Array; shift: number }) {
  const words = upperWords(from);
  for (let index = 0; index < from.length; index++) {
    const word = words[2 * index + 1]!;
    const digit = ((word ^ ((word >> 31) | 0x80000000)) >>> shift) & 2047;
    const place = starts[digit]!;
    starts[digit] = place + 1;
    to[place] = from[index]!;
  }
}

/** Sorts within the runs that the upper bits left undecided. */
function sortRuns(values: Float64Array): void {
  const words = upperWords(values);
  for (let start = 0; start < values.length; ) {
    const word = words[2 * start + 1]!;
    let end = start + 1;
    let ordered = true;
    while (end < values.length && words[2 * end + 1] === word) {
      if (values[end]! < values[end - 1]!) ordered = false;
      end++;
    }
    if (!ordered) sortRun(values.subarray(start, end));
    start = end;
  }
}

function sortRun(run: Float64Array): void {
  if (run.length > shortRun) {
    run.sort();
    return;
  }
  for (let index = 1; index < run.length; index++) {
    const value = run[index]!;
    let place = index;
    while (place > 0 && run[place - 1]! > value) {
      run[place] = run[place - 1]!;
      place--;
    }
    run[place] = value;
  }
}
