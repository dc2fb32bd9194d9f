import { InvocationCounts } from '../../../../local/sagemaker/serving/metrics/invocation-counts';

const invocation = {
  endpoint: 'photos',
  variant: 'All',
  config: 'c1',
  instances: 4,
  status: 200,
  modelMicros: 12_345.6,
  overheadMicros: 0.2,
};

/** [value, count] of one metric with so many dimensions and that configuration. */
function values(counts: InvocationCounts, name: string, config?: string) {
  const found = counts.take().find(one => one.name === name && one.dimensions['EndpointConfigName'] === config);
  return found?.values.map((value, at) => [value, found.counts[at]]);
}

const counted = (...changes: readonly Partial<typeof invocation>[]) => {
  const counts = new InvocationCounts();
  for (const change of changes) counts.add({ ...invocation, ...change });
  return counts;
};

test.each([
  ['Invocations', [[1, 4]]],
  ['InvocationsPerInstance', [[0.25, 4]]],
  [
    'Invocation4XXErrors',
    [
      [0, 3],
      [1, 1],
    ],
  ],
  [
    'Invocation5XXErrors',
    [
      [0, 2],
      [1, 2],
    ],
  ],
  ['ModelLatency', [[12_000, 4]]],
  ['OverheadLatency', [[0, 4]]],
])('%s counts every request: one that no container answered is a server error', (name, expected) => {
  const all = [{}, { status: 400 }, { status: 503 }, { status: 0 }];
  expect(values(counted(...all), name)?.sort()).toEqual(expected);
  expect(values(counted(...all), name, 'c1')?.sort()).toEqual(expected);
});

test('fleets are told apart by their configuration', () => {
  const counts = counted({}, { config: 'c2' }, { config: 'c2' });
  expect(values(counts, 'Invocations', 'c2')).toEqual([[1, 2]]);
});

test('what was taken is not taken again', () => {
  const counts = counted({});
  expect(counts.take()).toHaveLength(12);
  expect(counts.take()).toEqual([]);
});

test('however many latencies there were, a datum has at most 150 values and none is lost', () => {
  const counts = new InvocationCounts();
  for (let at = 0; at < 20_000; at += 1) counts.add({ ...invocation, modelMicros: 1.001 ** at });
  const latencies = counts
    .take()
    .filter(({ name, dimensions }) => name === 'ModelLatency' && !dimensions['EndpointConfigName']);
  expect(latencies.length).toBeGreaterThan(1);
  for (const { values: published } of latencies) expect(published.length).toBeLessThanOrEqual(150);
  expect(latencies.flatMap(one => one.counts).reduce((sum, count) => sum + count, 0)).toBe(20_000);
});
