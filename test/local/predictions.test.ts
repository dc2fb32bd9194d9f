import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { labelRecordSchema } from '../../lambdas/contracts/label-record';
import { predictionRecordSchema } from '../../lambdas/contracts/prediction-record';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { listAll, readTexts } from '../../lambdas/handlers/training/read-all';
import { artifactSha256, ClassifierEndpoint, expectedOf, modelPackageArn } from '../support/classifier-endpoint';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';

jest.setTimeout(300_000);

const root = path.join(__dirname, '..', '..');
/** boto3 comes with the packages of the checks, as for the other tests that use it. */
const python = process.env['EVERLOOP_BOTO3'] ?? path.join(root, '.everloop', 'plug-in-checks', 'venv', 'bin', 'python');
const workload = 'product-images';
const sqs = new SQSClient();
const s3 = new S3Client();
let world: DeployedEverloop;
let endpoint: ClassifierEndpoint;

beforeAll(async () => {
  world = await deployedEverloop();
  const place = { project: 'Everloop', environment: 'local', workload };
  const name = endpointName({ ...place, stage: 'production' });
  endpoint = new ClassifierEndpoint(name, world.deployment.ModelsBucket);
  await endpoint.remove();
});
afterAll(() => endpoint.remove());

/** Photos that differ. */
const photo = (seed: number): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: seed % 256, g: (seed * 7) % 256, b: 90 } } })
    .jpeg()
    .toBuffer();

async function arrive(folder: string, count: number, firstSeed = 0): Promise<Map<string, Buffer>> {
  const sent = new Map<string, Buffer>();
  for (let at = 0; at < count; at++) {
    const rest = `${folder}/${at}.jpg`;
    const bytes = await photo(firstSeed + at);
    await world.arrive(`incoming/${workload}/${rest}`, bytes);
    sent.set(rest, bytes);
  }
  return sent;
}

const predictions = () => ({ objects: world.objects, bucket: world.deployment.PredictionsBucket });

/** The copies in folders of classes, as `<class>/<rest>`. */
async function copiesOf(folder: string): Promise<string[]> {
  const listed = await listAll(predictions(), `${workload}/`);
  return listed
    .map(({ key }) => key.slice(workload.length + 1))
    .filter(key => key.includes(`/${folder}/`) && !key.startsWith('_'));
}

async function recordsOf(folder: string) {
  const keys = (await listAll(predictions(), `_records/${workload}/`)).map(({ key }) => key);
  const records = (await readTexts(predictions(), keys)).map(text => predictionRecordSchema.parse(JSON.parse(text)));
  return records.filter(({ key }) => key.startsWith(`incoming/${workload}/${folder}/`));
}

const settledCopies = (folder: string, count: number) =>
  eventually(`${count} copies of ${folder}`, async () => {
    const copies = await copiesOf(folder);
    return copies.length >= count ? copies : null;
  });

const lettersWaiting = async () => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: world.deployment.PredictionDeadLetterQueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  return Number(Attributes?.ApproximateNumberOfMessages);
};

async function command(...words: string[]) {
  const variables = { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' };
  const { code, stdout, stderr } = await everloop([...words, '--json', '--quiet'], variables);
  if (code === 2) throw new Error(`everloop ${words.join(' ')} ended with ${code}: ${stderr}`);
  return { code, ...JSON.parse(stdout) };
}

it('20 images that came before there was an endpoint wait, and end in the folder of their class exactly once', async () => {
  const sent = await arrive('early', 20);
  await eventually('images that wait', async () => {
    const QueueUrl = world.deployment.PredictionQueueUrl;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessagesDelayed'] }),
    );
    return Number(Attributes?.ApproximateNumberOfMessagesDelayed) >= 15 ? true : null;
  });
  await endpoint.create();
  const copies = await settledCopies('early', 20);
  const wanted = [...sent].map(([rest, bytes]) => `${expectedOf(bytes).label}/${rest}`);
  expect([...copies].sort()).toEqual(wanted.sort());
  const records = await eventually('20 records', async () => {
    const found = await recordsOf('early');
    return found.length >= 20 ? found : null;
  });
  expect(new Set(records.map(({ inferenceId }) => inferenceId)).size).toBe(20);
  expect(records[0]).toMatchObject({ modelPackageArn, modelVersion: 1, artifactSha256, schemaVersion: 1 });
  expect(records[0]?.features).toHaveProperty('brightness');
  const { Versions = [] } = await s3.send(
    new ListObjectVersionsCommand({ Bucket: world.deployment.PredictionsBucket, Prefix: `${workload}/` }),
  );
  const early = Versions.filter(({ Key }) => Key?.includes('/early/') && !Key.includes('/_review/'));
  expect(early.length).toBe(20);
  const review = (await listAll(predictions(), `${workload}/_review/early/`)).length;
  expect(review).toBe([...sent.values()].filter(bytes => expectedOf(bytes).score < 0.6).length);
  expect(await lettersWaiting()).toBe(0);
});

it('a broken endpoint: images are tried again, then wait as dead letters with their error; mended, a redrive classifies them', async () => {
  await endpoint.update({ TINY_BROKEN: '1' });
  const QueueUrl = world.deployment.PredictionQueueUrl;
  const before = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
  try {
    const sent = await arrive('broken', 2, 100);
    await eventually('2 dead letters', async () => ((await lettersWaiting()) >= 2 ? true : null));
    expect(await copiesOf('broken')).toEqual([]);
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: world.deployment.PredictionDeadLetterQueueUrl,
        MaxNumberOfMessages: 1,
        VisibilityTimeout: 0,
      }),
    );
    expect(await world.errorOf(Messages[0]?.MessageId ?? '')).toMatchObject({
      error: 'ModelFaultError',
      cause: expect.stringContaining('the weights are not there'),
    });
    await endpoint.update();
    const { moved } = await command('redrive', '--queue', 'predictions');
    expect(moved.map(({ error }: { error: string }) => error)).toEqual(['ModelFaultError', 'ModelFaultError']);
    expect(await settledCopies('broken', 2)).toEqual(
      [...sent].map(([rest, bytes]) => `${expectedOf(bytes).label}/${rest}`).sort(),
    );
  } finally {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: before.Attributes }));
  }
});

describe('labels', () => {
  const labelled = async (folder: string) => {
    const keys = (await listAll(predictions(), `_labels/${workload}/`)).map(({ key }) => key);
    const records = (await readTexts(predictions(), keys)).map(text => labelRecordSchema.parse(JSON.parse(text)));
    return records.filter(({ key }) => key.startsWith(`incoming/${workload}/${folder}/`));
  };
  const curated = () => ({ objects: world.objects, bucket: world.deployment.CuratedBucket });

  it('of a file are joined to their predictions, the bad ones refused with their reasons', async () => {
    const sent = await arrive('told', 3, 200);
    await settledCopies('told', 3);
    const [first, second] = [...sent.keys()];
    const rows = [`incoming/${workload}/${first},bags`, `${second},footwear`, `told/nobody.jpg,bags`, `${second},hats`];
    const key = `labels/${workload}/monday.csv`;
    const versionId = await world.arrive(key, Buffer.from(['key,label', ...rows].join('\n')));
    const outcome = await world.outcomeOf(key, versionId);
    expect(outcome).toMatchObject({ outcome: 'accepted', reasonCodes: ['UNKNOWN_PREDICTION', 'UNKNOWN_LABEL'] });
    expect((await labelled('told')).map(({ key: image, actual }) => [image, actual]).sort()).toEqual([
      [`incoming/${workload}/${first}`, 'bags'],
      [`incoming/${workload}/${second}`, 'footwear'],
    ]);
    const examples = await listAll(curated(), `labelled/${workload}/`);
    expect(examples.map(one => one.key).filter(one => one.includes('/feedback/told/'))).toEqual([
      `labelled/${workload}/bags/feedback/${first}`,
      `labelled/${workload}/footwear/feedback/${second}`,
    ]);
  });

  it('by hand, and by an example in a folder of feedback', async () => {
    const sent = await arrive('hand', 2, 220);
    await settledCopies('hand', 2);
    const said = await command('label', `incoming/${workload}/hand/0.jpg`, 'bags');
    const predicted = expectedOf(sent.get('hand/0.jpg') ?? Buffer.of()).label;
    expect(said).toMatchObject({ code: 0, outcome: 'joined', actual: 'bags', predicted });
    await world.arrive(`labelled/${workload}/one-piece/feedback/hand/1.jpg`, sent.get('hand/1.jpg') ?? Buffer.of());
    const joined = await eventually('the label of an example', async () => {
      const found = await labelled('hand');
      return found.length >= 2 ? found : null;
    });
    expect(joined.map(({ key, actual }) => [key.split('/').at(-1), actual]).sort()).toEqual([
      ['0.jpg', 'bags'],
      ['1.jpg', 'one-piece'],
    ]);
    expect(await command('label', `incoming/${workload}/hand/0.jpg`, 'footwear')).toMatchObject({
      code: 1,
      outcome: 'refused',
      reasons: [{ code: 'CONFLICTING_LABELS' }],
    });
    const corrected = await command('label', `incoming/${workload}/hand/0.jpg`, 'footwear', '--correct');
    expect(corrected).toMatchObject({ code: 0, outcome: 'joined', actual: 'footwear' });
    const revisions = (await labelled('hand')).filter(({ key }) => key.endsWith('/0.jpg'));
    expect(revisions.map(({ revision, actual, corrects }) => [revision, actual, corrects?.actual]).sort()).toEqual([
      [1, 'bags', undefined],
      [2, 'footwear', 'bags'],
    ]);
  });
});

it('everloop classify, and the clients of the documentation, ask the endpoint for one file; a backfill for what is curated', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-classify-'));
  const bytes = await photo(240);
  fs.writeFileSync(path.join(folder, 'a.jpg'), bytes);
  const { label, score } = expectedOf(bytes);
  const found = await command('classify', path.join(folder, 'a.jpg'));
  expect(found).toMatchObject({ code: 0, label, score, modelVersion: 1, artifactSha256, refusal: null });
  const tsx = path.join(root, 'node_modules', '.bin', 'tsx');
  for (const [run, client] of [
    [tsx, 'classify.ts'],
    [python, 'classify.py'],
  ] as const) {
    const parameters = [path.join(root, 'docs', 'clients', client), endpoint.name, path.join(folder, 'a.jpg')];
    const { stdout } = await promisify(execFile)(run, parameters);
    expect(JSON.parse(stdout)).toMatchObject({ label, score, model: expect.stringContaining(artifactSha256) });
  }
  fs.rmSync(folder, { recursive: true });
  expect(await command('classify', '--backfill', 'early/', '--again')).toMatchObject({ code: 0, asked: 20 });
  await eventually('20 more records', async () => ((await recordsOf('early')).length >= 40 ? true : null));
});

it('the records and labels of the hour are gathered into Parquet, each once', async () => {
  const { Payload } = await new LambdaClient().send(
    new InvokeCommand({
      FunctionName: world.deployment.GatherRecordsFunction,
      Payload: Buffer.from(JSON.stringify({ hours: 2, now: true })),
    }),
  );
  expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ complete: true });
  const rowsOf = async (table: string) => {
    const keys = (await listAll(predictions(), `_parquet/${table}/workload=${workload}/`)).map(({ key }) => key);
    for (const key of keys) expect(key).toMatch(/\/dt=\d{4}-\d\d-\d\d\/hour-\d\d\.parquet$/);
    const files = await Promise.all(keys.map(key => world.objects.get({ bucket: predictions().bucket, key })));
    return (
      await Promise.all(files.map(file => parquetReadObjects({ file: (file?.bytes ?? Buffer.of()).slice().buffer })))
    ).flat();
  };
  const records = await rowsOf('predictions');
  const lines = (await listAll(predictions(), `_records/${workload}/`)).map(({ key }) => path.basename(key, '.ndjson'));
  expect(records.map(({ inference_id }) => inference_id).sort()).toEqual(lines.sort());
  expect(records[0]).toMatchObject({ model_version: 1, artifact_sha256: artifactSha256 });
  const labels = await rowsOf('labels');
  expect(labels.length).toBe((await listAll(predictions(), `_labels/${workload}/`)).length);
});
