/**
 * Holm's step-down adjustment (1979): rejecting what is below alpha keeps the chance of even one false rejection among all
 * of them below alpha, however they depend on each other. The k-th smallest of n is multiplied by n - k + 1.
 *
 * @param pValues 0 to 1
 * @returns adjusted, in the order given
 */
export function adjustByHolm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, pValues[index]! * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
