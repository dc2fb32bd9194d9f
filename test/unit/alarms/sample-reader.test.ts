import { metricKey } from '../../../local/alarms/model';
import { SampleReader } from '../../../local/alarms/sample-reader';
import { metric } from './fixtures';

const scope = { account: '123456789012', region: 'us-east-1' };

/** A store with one sample; `asked` are the metrics of each request. */
function store() {
  const asked: { start: number; known: string | null }[][] = [];
  let version = 'v1';
  const reader = new SampleReader(async ({ metrics }) => {
    const wanted = metrics as { start: number; known: string | null }[];
    asked.push(wanted);
    const points = [[100, 1, 5, 5, 5, 'Count']];
    return { series: wanted.map(({ known }) => ({ version, points: known === version ? null : points })) };
  });
  return { reader, asked, change: () => (version = 'v2') };
}

test('equal metrics have one key, whatever the order of their dimensions', () => {
  expect(metricKey(metric({ B: '2', A: '1' }))).toBe(metricKey(metric({ A: '1', B: '2' })));
  expect(metricKey(metric({ A: '1' }))).not.toBe(metricKey(metric({ A: '2' })));
});

test('a metric wanted by two alarms is read once, from the earlier start', async () => {
  const { reader, asked } = store();
  const read = await reader.read(scope, [
    { metric: metric(), start: 60 },
    { metric: metric(), start: 0 },
  ]);
  expect(asked).toEqual([[expect.objectContaining({ start: 0, known: null })]]);
  expect(read.get(metricKey(metric()))).toMatchObject({
    version: 'v1',
    samples: [{ timestamp: 100, count: 1, sum: 5, minimum: 5, maximum: 5, unit: 'Count' }],
  });
});

test('an unchanged metric keeps its samples and a changed one is read again', async () => {
  const { reader, change } = store();
  const wanted = [{ metric: metric(), start: 0 }];
  const first = await reader.read(scope, wanted);
  expect(await reader.read(scope, wanted)).toEqual(first);
  change();
  expect((await reader.read(scope, wanted)).get(metricKey(metric()))?.version).toBe('v2');
});

test('a longer look back reads everything again', async () => {
  const { reader, asked } = store();
  for (const start of [60, 0, 30]) await reader.read(scope, [{ metric: metric(), start }]);
  expect(asked.map(([one]) => one?.known)).toEqual([null, null, 'v1']);
});
