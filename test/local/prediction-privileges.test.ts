import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { pause } from '../../lambdas/adapters/clock';
import type { PredictionRecord } from '../../lambdas/contracts/prediction-record';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { headKey } from '../../lambdas/domain/ingestion/ledger-items';
import { placementKey, predictionKey } from '../../lambdas/domain/predictions/prediction-items';
import { ClassifierEndpoint, modelPackageArn } from '../support/classifier-endpoint';
import { type DeployedEverloop, deployedEverloop } from '../support/deployed-everloop';
import { type Statement, withoutEachStatement } from '../support/role-statements';

jest.setTimeout(600_000);

const workload = 'product-images';
const lambda = new LambdaClient();
const eventBridge = new EventBridgeClient();
let world: DeployedEverloop;
let endpoint: ClassifierEndpoint;
let rules: string[] = [];
let probes = 0;

beforeAll(async () => {
  world = await deployedEverloop();
  const name = endpointName({ project: 'Everloop', environment: 'local', workload, stage: 'production' });
  endpoint = new ClassifierEndpoint(name, world.deployment.ModelsBucket);
  await endpoint.remove();
  await endpoint.create();
  const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ NamePrefix: 'Everloop-local-Predictions' }));
  rules = Rules.map(({ Name = '' }) => Name);
  // The functions are called by this test alone: an event would call them while they lack a right.
  for (const Name of rules) await eventBridge.send(new DisableRuleCommand({ Name }));
});
afterAll(async () => {
  for (const Name of rules) await eventBridge.send(new EnableRuleCommand({ Name }));
  // They are no predictions: other tests read every line.
  for (const line of lines) await world.objects.remove(line);
  await endpoint.remove();
});

const put = (bucket: string, key: string, text: string | Buffer, metadata: Record<string, string> = {}) =>
  world.objects.put({ bucket, key }, { bytes: Buffer.from(text), contentType: 'application/octet-stream', metadata });

const message = (body: unknown) => ({ messageId: `probe-${++probes}`, body: JSON.stringify(body) });
const created = (bucket: string, key: string, versionId = 'v1') =>
  message({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    time: new Date().toISOString(),
    detail: { bucket: { name: bucket }, object: { key, 'version-id': versionId } },
  });

const jpeg = Buffer.from('\xff\xd8\xff\xe0 no real picture', 'latin1');
const featuresKey = (name: string) => `_features/${workload}/2026-01-01/${name}.json`;
const feedbackRecord = (name: string) => `_feedback/${workload}/2026-01-01/${name}.json`;
const features = (key: string, more: object = {}) =>
  JSON.stringify({ workload, key, versionId: 'v1', day: '2026-01-01', judgedAt: '2026-01-01T00:00:00Z', ...more });

/** An image whose first try crashed after a copy, and that an earlier version put into another folder. */
async function imagesToClassify(): Promise<object[]> {
  const { CuratedBucket: curated } = world.deployment;
  const name = `image-${++probes}`;
  const key = `incoming/${workload}/privileges/${name}.jpg`;
  await put(curated, key, jpeg, { 'everloop-source-version': 'v1' });
  await put(curated, featuresKey(name), features(key));
  const head = {
    ...headKey(curated, key),
    kind: 'head',
    sequencer: '',
    versionId: 'v1',
    attempt: 1,
    revision: 1,
  } as const;
  const folders = ['nowhere'];
  const placement = {
    ...placementKey(curated, key),
    kind: 'placement',
    revision: 1,
    inferenceId: 'old',
    folders,
  } as const;
  await world.ledger.write([{ item: head }, { item: placement }]);
  const example = `labelled/${workload}/bags/feedback/privileges/${name}.jpg`;
  await put(curated, feedbackRecord(name), features(example, { label: 'bags' }));
  const keys = [featuresKey(name), feedbackRecord(name), featuresKey(`${name}-gone`)];
  const events = keys.map(one => created(curated, one));
  return [...events, await answeredImage()];
}

/** An image that a transform job was asked about. */
async function answeredImage(): Promise<object> {
  const { CuratedBucket: curated, PredictionsBucket: predictions } = world.deployment;
  const name = `answered-${++probes}`;
  const key = `incoming/${workload}/privileges/${name}.jpg`;
  await put(curated, key, jpeg, { 'everloop-source-version': 'v1' });
  await put(curated, featuresKey(name), features(key));
  const version = (await world.objects.head({ bucket: curated, key }))?.versionId ?? '';
  const answer = { key: `_transform/${workload}/privileges/${name}.out`, version };
  const attributes = `everloop-model-package=${modelPackageArn}`;
  await put(
    predictions,
    answer.key,
    JSON.stringify({ predictions: [{ label: 'bags', score: 1, scores: {} }], attributes }),
  );
  return message({ source: 'everloop.prediction', bucket: curated, key: featuresKey(name), answer });
}

/** A file with a good label and a bad one, a file that is none, and one that is gone. */
async function labelsToJoin(): Promise<object[]> {
  const { CuratedBucket: curated, IntakeBucket: intake, PredictionsBucket: predictions } = world.deployment;
  const name = `label-${++probes}`;
  const key = `incoming/${workload}/privileges/${name}.jpg`;
  // A label is joined once: another run on the same cloud has others.
  const inferenceId = `${Date.now()}${probes}`.padStart(32, '0');
  await put(curated, key, jpeg, { 'everloop-source-version': 'v1' });
  await put(curated, featuresKey(name), features(key));
  const shown = `${workload}/_review/privileges/${name}.jpg`;
  await put(predictions, shown, jpeg, { 'everloop-inference-id': inferenceId });
  const curatedVersion = (await world.objects.head({ bucket: curated, key }))?.versionId ?? '';
  // Its window is over, so that monitors are told of its label.
  const predictedAt = new Date(Date.now() - 180_000).toISOString();
  const model = { modelPackageArn: null, modelVersion: null, artifactSha256: null, contentSha256: null };
  const answer = { label: 'bags', score: 0.5, probabilities: { bags: 0.5 }, forReview: true, refusal: null };
  const image = { workload, key, sourceVersion: 'v1', curatedVersion, featuresKey: featuresKey(name), features: {} };
  const call = { milliseconds: 1, itemsInCall: 1, arrivedAt: predictedAt, predictedAt };
  const record: PredictionRecord = {
    schemaVersion: 1,
    inferenceId,
    ...image,
    ...model,
    correlationId: null,
    ...answer,
    ...call,
  };
  const expiresAt = 4_000_000_000;
  const item = { ...predictionKey(inferenceId), kind: 'prediction', revision: 1, record, expiresAt } as const;
  await world.ledger.write([{ item }]);
  const files = { good: `inference_id,label\n${inferenceId},bags\n${inferenceId},hats\n`, empty: '' };
  const events: object[] = [];
  for (const [file, text] of Object.entries(files)) {
    const at = `labels/${workload}/${name}-${file}.csv`;
    await put(intake, at, text);
    events.push(created(intake, at, (await world.objects.head({ bucket: intake, key: at }))?.versionId));
  }
  return [...events, created(intake, `labels/${workload}/${name}-gone.csv`, 'none')];
}

const lines: { bucket: string; key: string }[] = [];

/** A line that no file has yet. */
async function linesToGather(): Promise<void> {
  const now = new Date().toISOString();
  const key = `_records/${workload}/day=${now.slice(0, 10)}/hour=${now.slice(11, 13)}/probe-${++probes}.ndjson`;
  lines.push({ bucket: world.deployment.PredictionsBucket, key });
  await put(world.deployment.PredictionsBucket, key, '{}');
}

async function invoke(FunctionName: string, event: object): Promise<{ failed: boolean; answer: any }> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return { failed: FunctionError !== undefined, answer: JSON.parse(Buffer.from(Payload ?? []).toString()) };
}

/** How many events of a batch failed, as Lambda would be told. */
async function failures(FunctionName: string, Records: readonly object[]): Promise<unknown[]> {
  const { answer } = await invoke(FunctionName, { Records });
  return answer.batchItemFailures ?? [answer];
}

/**
 * Logs and traces are used in silence, as is the look at the version that answered; the queue's rights by Lambda, before the
 * function is called; those of the queues that it sends to are one statement with them or stand alone.
 */
const provenElsewhere = ({ Action, Condition }: Statement) =>
  [Action ?? []].flat().every(action => /^(logs|xray):|DescribeModelPackage$|^sqs:(?!SendMessage)/.test(action)) ||
  /"kms:ViaService":\[?"sqs\.[^,]*$/.test(JSON.stringify(Condition ?? {}));

it.each([
  ['ClassifyFunction', imagesToClassify],
  ['JoinLabelsFunction', labelsToJoin],
] as const)('taking any statement from the role of %s makes it fail', async (output, batch) => {
  const FunctionName = world.deployment[output];
  expect(await failures(FunctionName, await batch())).toEqual([]);
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const unbroken: string[] = [];
  await withoutEachStatement(Role.split('/').at(-1) ?? '', async ({ statement, description }) => {
    if (provenElsewhere(statement)) return;
    // Of labels monitors are told once in five seconds.
    if (/MonitorsQueue/.test(JSON.stringify(statement.Resource))) await pause(5_001);
    if ((await failures(FunctionName, await batch())).length === 0) unbroken.push(description);
  });
  expect(unbroken).toEqual([]);
});

it('taking any statement from the role of GatherRecordsFunction makes it fail', async () => {
  const FunctionName = world.deployment.GatherRecordsFunction;
  const gather = async () => {
    await linesToGather();
    return invoke(FunctionName, { hours: 1, now: true });
  };
  expect(await gather()).toMatchObject({ failed: false, answer: { complete: true } });
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const unbroken: string[] = [];
  await withoutEachStatement(Role.split('/').at(-1) ?? '', async ({ statement, description }) => {
    if (!provenElsewhere(statement) && !(await gather()).failed) unbroken.push(description);
  });
  expect(unbroken).toEqual([]);
});
