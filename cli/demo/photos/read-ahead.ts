/**
 * Begins to read at once, and holds what comes until somebody asks for it: what makes the items works while the reader waits
 * for something else. In their order; an error comes in its place.
 *
 * @param most items that are read ahead; what follows them is read as it is asked for
 * @param signal ends the reading ahead, whether or not somebody reads
 */
export function readAhead<T>(items: AsyncIterable<T>, most: number, signal: AbortSignal): AsyncGenerator<T> {
  const source = untilAborted(items, signal);
  // a generator does one `next` after the other, in the order in which they were asked for
  const ahead = Array.from({ length: most }, () => source.next());
  // nobody may ever ask for an item that could not be made
  for (const item of ahead) item.catch(() => undefined);
  return inOrder(ahead, source);
}

async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of items) {
    signal.throwIfAborted();
    yield item;
  }
}

async function* inOrder<T>(ahead: readonly Promise<IteratorResult<T>>[], rest: AsyncGenerator<T>): AsyncGenerator<T> {
  try {
    for (const item of ahead) {
      const { done, value } = await item;
      if (done) return;
      yield value;
    }
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
