import fc from 'fast-check';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { gatheredFileKey, gatheredRecordsKey } from '../../../lambdas/domain/datasets/dataset-keys';
import { writeGathered } from '../../../lambdas/handlers/training/gathered-files';
import { GatheredRecords } from '../../../lambdas/handlers/training/gathered-records';
import { listAll } from '../../../lambdas/handlers/training/read-all';

const workload = 'shoes';
const file = { bucket: 'models', key: gatheredRecordsKey(workload) };

function world() {
  const objects = new MemoryObjectStore();
  const get = jest.spyOn(objects, 'get');
  const curated = { objects, bucket: 'curated' };
  const put = (key: string, text: string) =>
    objects.put({ bucket: 'curated', key: `features/${key}` }, { bytes: Buffer.from(text), contentType: 'text/plain' });
  const texts = async () =>
    new GatheredRecords(objects, 'models').texts(workload, curated, listAll(curated, 'features/'));
  const reads = () => {
    const keys = get.mock.calls.map(([{ bucket, key }]) => (bucket === 'curated' ? key : '')).filter(key => key !== '');
    get.mockClear();
    return keys;
  };
  return { objects, put, texts, reads };
}

it('reads only what is new or was replaced since the last time', async () => {
  const { put, texts, reads } = world();
  await put('a', 'one');
  await put('b', 'two');
  expect(await texts()).toEqual(['one', 'two']);
  expect(reads()).toEqual(['features/a', 'features/b']);
  await put('b', 'two, corrected');
  await put('c', 'three');
  expect(await texts()).toEqual(['one', 'two, corrected', 'three']);
  expect(reads()).toEqual(['features/b', 'features/c']);
  expect(await texts()).toEqual(['one', 'two, corrected', 'three']);
  expect(reads()).toEqual([]);
});

it('reads records that were written together from one file, each while it is the one that is listed', async () => {
  const { objects, put, texts, reads } = world();
  const place = { objects, bucket: 'curated' };
  const names = Array.from({ length: 20 }, (_, at) => `r${at}`.padEnd(4, 'x'));
  for (const name of names) await put(name, `text of ${name}`);
  const lines = (await listAll(place, 'features/')).map(({ key, etag }): [string, string, string] => [
    key,
    etag,
    `text of ${key.slice('features/'.length)}`,
  ]);
  await writeGathered(workload, lines, place);
  await put('r3xx', 'replaced since');
  const expected = [...names].sort().map(name => (name === 'r3xx' ? 'replaced since' : `text of ${name}`));
  expect(await texts()).toEqual(expected);
  expect(reads()).toEqual([
    gatheredFileKey(
      workload,
      lines.map(([key]) => key),
    ),
    'features/r3xx',
  ]);
  expect(await texts()).toEqual(expected);
  expect(reads()).toEqual([]);
});

it('keeps a record that it knows, whatever an older file of many says of it', async () => {
  const { objects, put, texts } = world();
  const place = { objects, bucket: 'curated' };
  await put('known', 'as it was');
  const [listed] = await listAll(place, 'features/');
  await writeGathered(workload, [[listed?.key ?? '', listed?.etag ?? '', 'as it was']], place);
  await put('known', 'corrected');
  expect(await texts()).toEqual(['corrected']);
  for (let at = 0; at < 10; at++) await put(`new${at}`, 'new');
  expect((await texts())[0]).toBe('corrected');
});

it('reads files that are younger than what it knows, and none for a few records', async () => {
  const { objects, put, texts, reads } = world();
  const place = { objects, bucket: 'curated' };
  const write = async (prefix: string, count: number) => {
    const names = Array.from({ length: count }, (_, at) => `${prefix}${at}`);
    for (const name of names) await put(name, name);
    const listed = (await listAll(place, 'features/')).filter(({ key }) => key.startsWith(`features/${prefix}`));
    await writeGathered(
      workload,
      listed.map(({ key, etag }) => [key, etag, key.slice('features/'.length)]),
      place,
    );
    objects.time += 3_600_000;
  };
  await write('a', 10);
  await texts();
  await write('b', 10);
  reads();
  expect(await texts()).toHaveLength(20);
  expect(reads()).toEqual([expect.stringMatching('^_gathered/')]);
  await write('c', 3);
  expect(await texts()).toHaveLength(23);
  expect(reads()).toEqual(['features/c0', 'features/c1', 'features/c2']);
});

it.each([
  ['no JSON', Buffer.from('records\n')],
  ['cut', undefined],
])('reads all records where their file is damaged: %s', async (_, bytes) => {
  const { objects, put, texts, reads } = world();
  await put('a', 'one');
  await texts();
  const whole = (await objects.get(file))?.bytes ?? new Uint8Array();
  await objects.put(file, { bytes: bytes ?? whole.slice(0, -6), contentType: 'application/x-ndjson' });
  reads();
  expect(await texts()).toEqual(['one']);
  expect(reads()).toEqual(['features/a']);
});

it('leaves out what was removed, and what vanishes between the list and the read', async () => {
  const { objects, put, texts } = world();
  for (const key of ['a', 'b', 'c']) await put(key, key);
  await texts();
  await objects.remove({ bucket: 'curated', key: 'features/a' });
  await put('d', 'd');
  const curated = { objects, bucket: 'curated' };
  const listed = await listAll(curated, 'features/');
  await objects.remove({ bucket: 'curated', key: 'features/d' });
  expect(await new GatheredRecords(objects, 'models').texts(workload, curated, Promise.resolve(listed))).toEqual([
    'b',
    'c',
  ]);
  expect(await texts()).toEqual(['b', 'c']);
});

it('gives what the records say, whatever changes between two looks', async () => {
  const change = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd'), text: fc.option(fc.string()) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 5 }), async looks => {
      const { objects, put, texts } = world();
      const expected = new Map<string, string>();
      for (const changes of looks) {
        for (const { key, text } of changes) {
          if (text === null) {
            await objects.remove({ bucket: 'curated', key: `features/${key}` });
            expected.delete(key);
          } else {
            await put(key, text);
            expected.set(key, text);
          }
        }
        expect(await texts()).toEqual([...expected].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, t]) => t));
      }
    }),
    { numRuns: 30 },
  );
});
