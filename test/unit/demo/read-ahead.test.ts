import { readAhead } from '../../../cli/demo/photos/read-ahead';
import { collect } from './collect';

const never = new AbortController().signal;

/** Counts what was made, and whether the maker was let go. */
function maker(count: number, failsAt = Number.POSITIVE_INFINITY) {
  const seen = { made: 0, ended: false };
  async function* make() {
    try {
      for (let item = 0; item < count; item++) {
        await Promise.resolve();
        if (item === failsAt) throw new Error('lens cap on');
        seen.made++;
        yield item;
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, items: make() };
}

const idle = () => new Promise(done => setImmediate(done));

it.each([0, 3, 9, 20])('gives every item once and in order when %i are read ahead', async most => {
  const { items, seen } = maker(9);
  expect(await collect(readAhead(items, most, never))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(seen.ended).toBe(true);
});

it('reads before anybody asks, and no more than it may', async () => {
  const { items, seen } = maker(9);
  const reader = readAhead(items, 4, never);
  await idle();
  expect(seen.made).toBe(4);
  expect(await collect(reader)).toHaveLength(9);
});

it('gives an error where it happened, and none to nobody', async () => {
  const { items, seen } = maker(9, 2);
  const reader = readAhead(items, 9, never);
  await idle();
  expect((await reader.next()).value).toBe(0);
  expect((await reader.next()).value).toBe(1);
  await expect(reader.next()).rejects.toThrow('lens cap on');
  expect(seen).toEqual({ made: 2, ended: true });
  readAhead(maker(9, 0).items, 9, never);
  await idle();
});

it.each([
  [0, 2],
  [2, 3],
])('lets the maker go when the reader stops at item %i', async (last, made) => {
  const { items, seen } = maker(9);
  for await (const item of readAhead(items, 2, never)) if (item === last) break;
  expect(seen).toEqual({ made, ended: true });
});

it('ends with the signal, though nobody reads', async () => {
  const { items, seen } = maker(1000);
  const stop = new AbortController();
  const reader = readAhead(items, 1000, stop.signal);
  stop.abort(new Error('enough'));
  await idle();
  expect(seen.made).toBeLessThan(3);
  expect(seen.ended).toBe(true);
  await expect(collect(reader)).rejects.toThrow('enough');
});
