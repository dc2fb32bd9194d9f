/**
 * Maps with at most `limit` calls under way and yields the results in the order of `inputs`.
 * Throws what `work` throws when its turn comes; started work is waited for, none is started after.
 */
export async function* mapInOrder<In, Out>(
  inputs: Iterable<In>,
  limit: number,
  work: (input: In) => Promise<Out>,
): AsyncGenerator<Out, void, undefined> {
  const underWay: Promise<Out>[] = [];
  try {
    for (const input of inputs) {
      const result = work(input);
      result.catch(() => undefined); // handled when its turn comes
      underWay.push(result);
      if (underWay.length >= limit) yield await (underWay.shift() as Promise<Out>);
    }
    while (underWay.length > 0) yield await (underWay.shift() as Promise<Out>);
  } finally {
    await Promise.allSettled(underWay);
  }
}
