import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { connection, Deployed, eventually, functionOf, role, unique } from './deployed';

jest.setTimeout(60_000);

const lambda = new LambdaClient(connection);
const logs = new CloudWatchLogsClient(connection);
const cloudwatch = new CloudWatchClient(connection);

const code = `
  let calls = 0;
  const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
  class TooDark extends Error { constructor(message) { super(message); this.name = 'TooDark'; } }
  exports.handler = async event => {
    calls += 1;
    const { what } = event;
    if (what === 'pid') { await sleep(event.ms ?? 0); return { pid: process.pid, calls }; }
    if (what === 'environment') return process.env;
    if (what === 'throw') throw new TooDark('17 of 255');
    if (what === 'exit') process.exit(3);
    if (what === 'sleep') await sleep(20000);
    if (what === 'spin') for (;;) {}
    if (what === 'log') { console.log('first line'); console.error('second line'); return 'logged'; }
    if (what === 'metric') { console.log(JSON.stringify(event.document)); return null; }
    return event;
  };
`;

const stack = new Deployed('function');
beforeAll(() =>
  stack.create({
    Role: role,
    Function: functionOf(code, { Timeout: 2, Environment: { Variables: { GREETING: 'hello' } } }),
  }),
);
afterAll(() => stack.destroy());

async function invoke(event: unknown) {
  const FunctionName = stack.idOf('Function');
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  return { failed: FunctionError, answer: JSON.parse(Payload?.transformToString() ?? 'null') };
}

describe('a function', () => {
  it('runs in at most EVERLOOP_LAMBDA_PROCESSES processes at once, and further calls wait', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => invoke({ what: 'pid', ms: 100 })));
    expect(answers.filter(one => one.failed)).toEqual([]);
    const most = Number(process.env['EVERLOOP_LAMBDA_PROCESSES'] ?? 2);
    expect(new Set(answers.map(one => one.answer.pid)).size).toBeLessThanOrEqual(most);
  });

  it('keeps its process between calls', async () => {
    const first = (await invoke({ what: 'pid' })).answer;
    const second = (await invoke({ what: 'pid' })).answer;
    expect(second).toEqual({ pid: first.pid, calls: first.calls + 1 });
  });

  it('sees its own variables and role, and nothing of the server', async () => {
    const { answer } = await invoke({ what: 'environment' });
    expect(answer).toMatchObject({ GREETING: 'hello', AWS_REGION: 'us-east-1' });
    expect(answer.AWS_ACCESS_KEY_ID).toMatch(/^ASIA/);
    expect(answer.AWS_SESSION_TOKEN).toMatch(/.+/);
    const server = Object.keys(answer).filter(name =>
      /^(GATEWAY|MINISTACK|EVERLOOP|AUTH|STATE_DIR|S3_|NODE_PATH|HOME|npm_)/.test(name),
    );
    expect(server).toEqual([]);
  });

  it('answers with the name, the message and the trace of its error, and stays warm', async () => {
    const before = (await invoke({ what: 'pid' })).answer;
    const { failed, answer } = await invoke({ what: 'throw' });
    expect(failed).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'TooDark', errorMessage: '17 of 255' });
    expect(answer.trace[0]).toBe('TooDark: 17 of 255');
    expect((await invoke({ what: 'pid' })).answer.pid).toBe(before.pid);
  });

  it.each([
    ['exit', 'Runtime.ExitError'],
    ['sleep', 'Sandbox.Timedout'],
    ['spin', 'Sandbox.Timedout'],
  ])('that ends by %s answers %s, and the next call works', async (what, errorType) => {
    const { failed, answer } = await invoke({ what });
    expect(failed).toBe('Unhandled');
    expect(answer.errorType).toBe(errorType);
    expect((await invoke({ echo: 1 })).answer).toEqual({ echo: 1 });
  });

  it('writes both output streams to its log group', async () => {
    await invoke({ what: 'log' });
    const logGroupName = `/aws/lambda/${stack.idOf('Function')}`;
    const messages = await eventually(async () => {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
      const lines = events.map(event => event.message?.trim());
      return lines.includes('first line') ? lines : undefined;
    });
    const first = messages.indexOf('first line');
    expect(messages.slice(first - 1, first + 4)).toEqual([
      expect.stringMatching(/^START RequestId/),
      'first line',
      'second line',
      expect.stringMatching(/^END RequestId/),
      expect.stringMatching(/^REPORT RequestId/),
    ]);
  });
});

describe('embedded metric format', () => {
  const [embedded, nothing] = [unique('Embedded'), unique('Nothing')];
  const document = (namespace: string, rest: object) => ({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [['workload'], ['workload', 'reason']],
          Metrics: [
            { Name: 'Rejected', Unit: 'Count' },
            { Name: 'Milliseconds', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    workload: 'product-images',
    reason: 'TOO_DARK',
    ...rest,
  });

  const statistics = async (Namespace: string, MetricName: string, dimensions: Record<string, string>) => {
    const { Datapoints = [] } = await cloudwatch.send(
      new GetMetricStatisticsCommand({
        Namespace,
        MetricName,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(Date.now() - 600_000),
        EndTime: new Date(Date.now() + 60_000),
        Period: 3600,
        Statistics: ['Sum', 'SampleCount', 'Maximum'],
      }),
    );
    return Datapoints[0];
  };

  it('becomes metric data, in each dimension set, from values and arrays of values', async () => {
    await invoke({
      what: 'metric',
      document: document(embedded, { Rejected: 3, Milliseconds: [10, 20, 60] }),
    });
    const rejected = await eventually(() => statistics(embedded, 'Rejected', { workload: 'product-images' }));
    expect(rejected).toMatchObject({ Sum: 3, SampleCount: 1, Unit: 'Count' });
    const both = { workload: 'product-images', reason: 'TOO_DARK' };
    const milliseconds = await statistics(embedded, 'Milliseconds', both);
    expect(milliseconds).toMatchObject({ Sum: 90, SampleCount: 3, Maximum: 60, Unit: 'Milliseconds' });
  });

  it('is not made of a line whose dimension has no value', async () => {
    const { workload, ...without } = document(nothing, { Rejected: 1, Milliseconds: 1 });
    await invoke({ what: 'metric', document: without });
    await invoke({ what: 'metric', document: document(nothing, { Rejected: 5, Milliseconds: 1 }) });
    const rejected = await eventually(() => statistics(nothing, 'Rejected', { workload: 'product-images' }));
    expect(rejected).toMatchObject({ Sum: 5, SampleCount: 1 });
  });
});
