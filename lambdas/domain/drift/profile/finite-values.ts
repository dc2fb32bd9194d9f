/** A copy without NaN and infinite values, in their order. A call a value, as `filter` makes, would take longer than sorting. */
export function finiteValues(values: Float64Array): Float64Array {
  const finite = new Float64Array(values.length);
  let count = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    finite[count] = value;
    // Of NaN and infinite values the difference with themselves is NaN.
    if (value - value === 0) count++;
  }
  return finite.subarray(0, count);
}
