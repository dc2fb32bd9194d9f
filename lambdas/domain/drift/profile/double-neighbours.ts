const number = new Float64Array(1);
const bits = new BigInt64Array(number.buffer);

/** The largest double below a finite value. */
export function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  number[0] = value;
  bits[0] = bits[0]! + (value > 0 ? -1n : 1n);
  return number[0]!;
}

/** The smallest double above a finite value. */
export const nextAbove = (value: number): number => -nextBelow(-value);
