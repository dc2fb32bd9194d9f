import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { Clock } from '../../../local/sagemaker/store/clock';
import { Collection } from '../../../local/sagemaker/store/collection';
import { listPage } from '../../../local/sagemaker/store/list-page';
import { Tags } from '../../../local/sagemaker/store/tags';
import { temporaryFolder } from './temporary-folder';

interface Row {
  readonly name: string;
  readonly created: number;
  readonly note?: string;
}

const listing = { name: (row: Row) => row.name, created: (row: Row) => row.created };
const { folder, remove } = temporaryFolder();
afterAll(remove);
const file = (name: string) => path.join(folder, `${name}.ndjson`);

test('records survive a restart, changes and deletions included', () => {
  const before = new Collection<Row>(file('restart'));
  before.put('a', { name: 'a', created: 1 });
  before.put('b', { name: 'b', created: 2 });
  before.change('a', { note: 'changed' });
  before.delete('b');
  const after = new Collection<Row>(file('restart'));
  expect([...after.values()]).toEqual([{ name: 'a', created: 1, note: 'changed' }]);
});

test('a line that a crash has torn is ignored, and the next one is not lost', () => {
  new Collection<Row>(file('torn')).put('a', { name: 'a', created: 1 });
  fs.appendFileSync(file('torn'), '["b",{"name":"b","cre');
  const after = new Collection<Row>(file('torn'));
  after.put('c', { name: 'c', created: 3 });
  expect([...new Collection<Row>(file('torn')).values()].map(row => row.name)).toEqual(['a', 'c']);
});

test('a whole line without its end is kept, and the next one is not lost', () => {
  new Collection<Row>(file('unended')).put('a', { name: 'a', created: 1 });
  fs.appendFileSync(file('unended'), '["b",{"name":"b","created":2}]');
  new Collection<Row>(file('unended')).put('c', { name: 'c', created: 3 });
  expect([...new Collection<Row>(file('unended')).values()].map(row => row.name)).toEqual(['a', 'b', 'c']);
});

test('records longer than what is read at a time come back, whatever their characters', () => {
  const rows = new Collection<Row>(file('long'));
  const notes = ['ü€😀'.repeat(60_000), 'x'.repeat(300_000), 'short'];
  for (const [at, note] of notes.entries()) rows.put(String(at), { name: 'a', created: at, note });
  expect([...new Collection<Row>(file('long')).values()].map(row => row.note)).toEqual(notes);
});

test('the log stays small however often a record changes', () => {
  const rows = new Collection<Row>(file('compact'));
  rows.put('a', { name: 'a', created: 0 });
  for (let at = 1; at <= 5_000; at++) rows.change('a', { created: at });
  expect(fs.readFileSync(file('compact'), 'utf8').split('\n').length).toBeLessThan(1_100);
  expect(new Collection<Row>(file('compact')).get('a')).toEqual({ name: 'a', created: 5_000 });
});

test('a member set to undefined is removed', () => {
  const rows = new Collection<Row>(file('undefined'));
  rows.put('a', { name: 'a', created: 1, note: 'x' });
  expect(rows.change('a', { note: undefined as never })).toEqual({ name: 'a', created: 1 });
});

test('the clock never gives the same time twice, nor one before a restart', () => {
  const clock = new Clock(() => 1_000);
  expect([clock.read(), clock.read()]).toEqual([1, 1.001]);
  clock.passes(50);
  expect(clock.read()).toBe(50.001);
});

test('pages give every record exactly once, whatever the page size and order', () => {
  const rows = fc.uniqueArray(fc.record({ name: fc.constantFrom('a', 'b', 'c'), created: fc.nat() }), {
    selector: row => row.created,
  });
  const request = fc.record({
    MaxResults: fc.integer({ min: 1, max: 7 }),
    SortBy: fc.constantFrom('Name', 'CreationTime'),
    SortOrder: fc.constantFrom('Ascending', 'Descending'),
  });
  fc.assert(
    fc.property(rows, request, (all, wanted) => {
      const seen: Row[] = [];
      let NextToken: string | undefined;
      do {
        const page = listPage(all, { ...wanted, ...(NextToken !== undefined && { NextToken }) }, listing);
        seen.push(...page.records);
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      const key = (row: Row) => (wanted.SortBy === 'Name' ? row.name : row.created);
      const sorted = [...all].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.created - b.created));
      expect(seen).toEqual(wanted.SortOrder === 'Ascending' ? sorted : sorted.reverse());
    }),
  );
});

test('a page goes on where it ended although records were added and deleted in between', () => {
  const rows = [1, 2, 3, 4].map(created => ({ name: String(created), created }));
  const first = listPage(rows, { MaxResults: 2 }, listing);
  const NextToken = first.NextToken ?? '';
  const changed = [...rows.filter(row => row.created !== 3), { name: '5', created: 5 }];
  const second = listPage(changed, { MaxResults: 2, NextToken }, listing);
  expect([first.records, second.records].map(page => page.map(row => row.created))).toEqual([
    [4, 3],
    [2, 1],
  ]);
  expect(second.NextToken).toBeUndefined();
});

test('refuses a token that is none of ours', () => {
  expect(() => listPage([], { NextToken: 'garbage' }, listing)).toThrow('The pagination token is invalid.');
});

test.each([
  [{ NameContains: 'PHOTO' }, ['photo-1']],
  [{ CreationTimeAfter: 10 }, ['rows-2']],
  [{ CreationTimeBefore: 20 }, ['photo-1']],
])('filters by %j', (request, names) => {
  const rows = [
    { name: 'photo-1', created: 10 },
    { name: 'rows-2', created: 20 },
  ];
  expect(listPage(rows, request, listing).records.map(row => row.name)).toEqual(names);
});

test('10,000 records are listed in well under a second', () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ({ name: `v${at}`, created: at }));
  const started = performance.now();
  expect(listPage(rows, { MaxResults: 100 }, listing).records).toHaveLength(100);
  expect(performance.now() - started).toBeLessThan(500);
});

test('tags are merged by key, and 51 are too many', () => {
  const tags = new Tags(new Collection(file('tags')));
  tags.add('arn', [{ Key: 'a', Value: '1' }]);
  expect(
    tags.add('arn', [
      { Key: 'a', Value: '2' },
      { Key: 'b', Value: '' },
    ]),
  ).toHaveLength(2);
  const many = Array.from({ length: 49 }, (_, at) => ({ Key: `k${at}`, Value: '' }));
  expect(() => tags.add('arn', many)).toThrow('at most 50 tags, got 51');
  tags.remove('arn', ['a', 'b']);
  expect(tags.of('arn')).toEqual([]);
});
