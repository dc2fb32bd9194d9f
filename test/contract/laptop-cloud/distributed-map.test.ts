import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { connection, Deployed, emptyBucket, eventually, functionOf, machineOf, role } from './deployed';

jest.setTimeout(60_000);

const workflows = new SFNClient(connection);
const s3 = new S3Client({ ...connection, forcePathStyle: true });

const processor = (state: object) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
  StartAt: 'Each',
  States: { Each: { ...state, End: true } },
});
const callsFunction = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: '${Function}', 'Payload.$': '$' },
  OutputPath: '$.Payload',
};
const map = (state: object, language?: 'JSONata') => ({
  ...(language && { QueryLanguage: language }),
  StartAt: 'All',
  States: { All: { Type: 'Map', End: true, ItemProcessor: processor(callsFunction), ...state } },
});
const listing = { Resource: 'arn:aws:states:::s3:listObjectsV2' };
const writing = { Resource: 'arn:aws:states:::s3:putObject' };
const known = { Function: { Ref: 'Function' }, Bucket: { Ref: 'Bucket' } };
const standard = (definition: object) => machineOf(definition, known, 'STANDARD');

const stack = new Deployed('distributed-map');
const resources = {
  Role: role,
  Bucket: { Type: 'AWS::S3::Bucket' },
  Function: functionOf(`
    let running = 0, most = 0;
    exports.handler = async event => {
      most = Math.max(most, ++running);
      await new Promise(resolve => setTimeout(resolve, event.ms ?? 0));
      running -= 1;
      if (JSON.stringify(event).includes('poison')) { const e = new Error('no'); e.name = 'Poisoned'; throw e; }
      return event;
    };
  `),
  Batched: standard(
    map({
      ItemReader: { ...listing, Parameters: { Bucket: '${Bucket}', 'Prefix.$': '$.prefix' } },
      ItemSelector: { 'key.$': '$$.Map.Item.Value.Key', 'size.$': '$$.Map.Item.Value.Size', 'run.$': '$.run' },
      ItemBatcher: { MaxItemsPerBatch: 10, BatchInput: { 'reason.$': '$.run' } },
      ResultPath: '$.batches',
      MaxConcurrency: 4,
    }),
  ),
  Jsonata: standard(
    map(
      {
        ItemReader: { ...listing, Arguments: { Bucket: '${Bucket}', Prefix: '{% $states.input.prefix %}' } },
        ItemSelector: { key: '{% $states.context.Map.Item.Value.Key %}' },
        ItemBatcher: { MaxItemsPerBatch: '{% $states.input.size %}', BatchInput: { run: '{% $states.input.run %}' } },
        ItemProcessor: processor({
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: '${Function}', Payload: '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
        }),
        Output: { sizes: '{% $states.result.($count(Items)) %}', first: '{% $states.result[0].BatchInput.run %}' },
      },
      'JSONata',
    ),
  ),
  Bytes: standard(map({ ItemsPath: '$.items', ItemBatcher: { MaxInputBytesPerBatch: 1000 } })),
  Written: standard(
    map({
      ItemsPath: '$.items',
      ToleratedFailurePercentage: 50,
      ResultWriter: { ...writing, Parameters: { Bucket: '${Bucket}', Prefix: 'results' } },
    }),
  ),
  Tolerant: standard(
    map({ ItemsPath: '$.items', ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailurePercentagePath: '$.tolerated' }),
  ),
  Strict: standard(map({ ItemsPath: '$.items', MaxConcurrency: 1 })),
};

const keys = Array.from({ length: 23 }, (_, index) => `backfill/${String(index).padStart(2, '0')} ü.jpg`);

beforeAll(async () => {
  await stack.create(resources);
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: stack.idOf('Bucket'), Key, Body: 'bytes' }));
});
afterAll(async () => {
  await emptyBucket(stack.idOf('Bucket'));
  await stack.destroy();
});

async function run(machine: keyof typeof resources, input: object) {
  const start = new StartExecutionCommand({ stateMachineArn: stack.idOf(machine), input: JSON.stringify(input) });
  const { executionArn } = await workflows.send(start);
  const ended = await eventually(async () => {
    const described = await workflows.send(new DescribeExecutionCommand({ executionArn: executionArn! }));
    return described.status === 'RUNNING' ? undefined : described;
  });
  return { status: ended.status, error: ended.error, output: ended.output ? JSON.parse(ended.output) : undefined };
}

async function read(Key: string) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: stack.idOf('Bucket'), Key }));
  return JSON.parse((await Body?.transformToString()) ?? 'null');
}

describe('a Distributed Map', () => {
  it('lists a prefix, selects, batches, and hands BatchInput to every Express child', async () => {
    const { output } = await run('Batched', { prefix: 'backfill/', run: 'r1' });
    const batches: { BatchInput: unknown; Items: { key: string; size: number; run: string }[] }[] = output.batches;
    expect(batches.map(batch => batch.Items.length)).toEqual([10, 10, 3]);
    expect(batches.map(batch => batch.BatchInput)).toEqual(Array(3).fill({ reason: 'r1' }));
    expect(batches.flatMap(batch => batch.Items)).toEqual(keys.map(key => ({ key, size: 5, run: 'r1' })));
  });

  it('of an empty prefix runs no child and succeeds', async () => {
    const { status, output } = await run('Batched', { prefix: 'nothing/', run: 'r1' });
    expect({ status, batches: output.batches }).toEqual({ status: 'SUCCEEDED', batches: [] });
  });

  it('reads its fields as JSONata', async () => {
    const { output } = await run('Jsonata', { prefix: 'backfill/', run: 'r2', size: 9 });
    expect(output).toEqual({ sizes: [9, 9, 5], first: 'r2' });
  });

  it('batches by MaxInputBytesPerBatch', async () => {
    const items = Array.from({ length: 10 }, () => 'x'.repeat(300));
    const { output } = await run('Bytes', { items });
    expect(output.map((batch: { Items: string[] }) => batch.Items.length)).toEqual([3, 3, 3, 1]);
  });

  it('writes a manifest and one file per outcome', async () => {
    const { status, output } = await run('Written', { items: [{ n: 1 }, { n: 'poison' }, { n: 3 }] });
    expect(status).toBe('SUCCEEDED');
    const { Bucket, Key } = output.ResultWriterDetails;
    expect(Key).toMatch(/^results\/[0-9a-f-]{36}\/manifest\.json$/);
    const manifest = await read(Key);
    expect(manifest).toEqual({
      DestinationBucket: Bucket,
      MapRunArn: output.MapRunArn,
      ResultFiles: {
        FAILED: [{ Key: Key.replace('manifest', 'FAILED_0'), Size: expect.any(Number) }],
        PENDING: [],
        SUCCEEDED: [{ Key: Key.replace('manifest', 'SUCCEEDED_0'), Size: expect.any(Number) }],
      },
    });
    const succeeded = await read(manifest.ResultFiles.SUCCEEDED[0].Key);
    expect(succeeded.map((entry: { Output: string }) => JSON.parse(entry.Output))).toEqual([{ n: 1 }, { n: 3 }]);
    expect(succeeded[0]).toMatchObject({ Status: 'SUCCEEDED', Input: '{"n": 1}', RedriveStatus: 'NOT_REDRIVABLE' });
    const failed = await read(manifest.ResultFiles.FAILED[0].Key);
    expect(failed).toEqual([
      expect.objectContaining({ Status: 'FAILED', Error: 'Poisoned', Input: '{"n": "poison"}' }),
    ]);
  });

  it.each([
    [50, 'SUCCEEDED', undefined],
    [49, 'FAILED', 'States.ExceedToleratedFailureThreshold'],
  ])('tolerates %s %% of failed items, counted by item: %s', async (tolerated, status, error) => {
    const items = ['poison', 'beside', 'good', 'good'];
    expect(await run('Tolerant', { items, tolerated })).toMatchObject({ status, error });
  });

  it('without a tolerance fails on the first failure and starts no further child', async () => {
    const started = Date.now();
    const items = [{ poison: true }, ...Array.from({ length: 50 }, () => ({ ms: 200 }))];
    const { error } = await run('Strict', { items });
    expect(error).toBe('States.ExceedToleratedFailureThreshold');
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
