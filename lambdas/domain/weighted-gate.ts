/** Waits until work of this weight may begin; the returned function says that it has ended. */
export type Gate = (weight: number) => Promise<() => void>;

/**
 * Admits work while its total weight is at most `capacity`, in order of arrival; what weighs more goes alone.
 * Bounds memory: weights are bytes or pixels.
 */
export function createGate(capacity: number): Gate {
  const waiting: { weight: number; enter: () => void }[] = [];
  let used = 0;
  const admit = (): void => {
    for (let next = waiting[0]; next && (used === 0 || used + next.weight <= capacity); next = waiting[0]) {
      waiting.shift();
      used += next.weight;
      next.enter();
    }
  };
  return weight =>
    new Promise(resolve => {
      const leave = (): void => {
        used -= weight;
        admit();
      };
      waiting.push({ weight, enter: () => resolve(leave) });
      admit();
    });
}
