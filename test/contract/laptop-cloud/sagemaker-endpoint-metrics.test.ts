import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { clientOf, eventually, refusalOf } from './iam-world';
import {
  describeEndpoint,
  invoke,
  makeConfig,
  makeEndpoint,
  makeModel,
  type ServingWorld,
  servingWorld,
} from './serving-world';

jest.setTimeout(60_000);

const cloudWatch = new CloudWatchClient(clientOf());
let world: ServingWorld;

beforeAll(async () => {
  world = await servingWorld();
});

interface Wanted {
  readonly metric: string;
  readonly statistic: string;
  readonly dimensions: Record<string, string>;
}

/** The statistic over the last minutes; undefined when nothing was published. */
async function statistic({ metric, statistic: Stat, dimensions }: Wanted): Promise<number | undefined> {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: 'AWS/SageMaker', MetricName: metric, Dimensions };
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 600_000),
      EndTime: new Date(Date.now() + 60_000),
      MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 3600, Stat } }],
    }),
  );
  const values = MetricDataResults[0]?.Values ?? [];
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) : undefined;
}

test('calls are counted for the variant, and for the variant and its configuration', async () => {
  const config = await makeConfig([await makeModel(world)], { InitialInstanceCount: 2 });
  const name = await makeEndpoint(config);
  const started = performance.now();
  for (let call = 0; call < 6; call += 1) await invoke(name, 'x');
  const most = 1_000 * (performance.now() - started);
  for (let call = 0; call < 2; call += 1) await refusalOf(invoke(name, 'bad'));
  const all = { EndpointName: name, VariantName: 'V1' };
  for (const dimensions of [all, { ...all, EndpointConfigName: config }]) {
    const sum = (metric: string) => statistic({ metric, statistic: 'Sum', dimensions });
    await eventually(async () => ((await sum('Invocations')) === 8 ? true : undefined));
    expect([await sum('InvocationsPerInstance'), await sum('Invocation4XXErrors')]).toEqual([4, 2]);
    expect(await sum('Invocation5XXErrors')).toBe(0);
    const latency = await statistic({ metric: 'ModelLatency', statistic: 'Average', dimensions });
    expect(latency).toBeGreaterThan(100); // microseconds
    expect(latency).toBeLessThan(most / 6);
    expect(await statistic({ metric: 'OverheadLatency', statistic: 'Average', dimensions })).toBeGreaterThan(0);
  }
});

test('a serverless variant takes MaxConcurrency calls at a time and throttles the others', async () => {
  const ServerlessConfig = { MemorySizeInMB: 1024, MaxConcurrency: 2 };
  const name = await makeEndpoint(await makeConfig([await makeModel(world)], { ServerlessConfig }));
  const [variant] = (await describeEndpoint(name)).ProductionVariants ?? [];
  expect([variant?.CurrentServerlessConfig, variant?.CurrentInstanceCount]).toEqual([ServerlessConfig, undefined]);
  const calls = Array.from({ length: 5 }, () =>
    invoke(name, 'slow').then(
      () => 'answered',
      (error: Error) => error.name,
    ),
  );
  const outcomes = await Promise.all(calls);
  expect(outcomes.sort()).toEqual([...Array(3).fill('ThrottlingException'), 'answered', 'answered']);
  expect((await invoke(name, 'x')).body.lines).toEqual(['x']);
});

test('a serverless variant is alone, and its model neither isolated nor in a VPC', async () => {
  const serverless = { ServerlessConfig: { MemorySizeInMB: 1024, MaxConcurrency: 2 } };
  const open = await makeModel(world);
  expect(await refusalOf(makeConfig([open, open], serverless))).toMatch(/no other variants beside it, got 2/);
  const isolated = await makeModel(world, {}, { EnableNetworkIsolation: true });
  expect(await refusalOf(makeConfig([isolated], serverless))).toMatch(/a model without network isolation/);
});
