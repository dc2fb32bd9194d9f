import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import { ListModelsCommand, ListTransformJobsCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import sharp from 'sharp';
import { predictionRecordSchema } from '../../lambdas/contracts/prediction-record';
import { endpointName } from '../../lambdas/contracts/resource-names';
import { listAll, readTexts } from '../../lambdas/handlers/training/read-all';
import { ClassifierEndpoint, expectedOf } from '../support/classifier-endpoint';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';
import { registerTiny, unregister, unregisterAll } from '../support/tiny-version';

jest.setTimeout(300_000);

const workload = 'product-images';
const eventBridge = new EventBridgeClient();
const sageMaker = new SageMakerClient();
let world: DeployedEverloop;
let rules: string[] = [];
let modelsBefore: unknown;

beforeAll(async () => {
  world = await deployedEverloop();
  const name = endpointName({ project: 'Everloop', environment: 'local', workload, stage: 'production' });
  await new ClassifierEndpoint(name, world.deployment.ModelsBucket).remove();
  await unregisterAll();
  modelsBefore = await models();
  const of = async (NamePrefix: string) =>
    (await eventBridge.send(new ListRulesCommand({ NamePrefix }))).Rules?.map(({ Name = '' }) => Name) ?? [];
  // Images as they lie there from before there were predictions; and nothing is released here.
  rules = [...(await of('Everloop-local-Predictions')), ...(await of('Everloop-local-Serving'))];
  for (const Name of rules) await eventBridge.send(new DisableRuleCommand({ Name }));
});
afterAll(async () => {
  await unregisterAll();
  for (const Name of rules) await eventBridge.send(new EnableRuleCommand({ Name }));
});

const photo = (seed: number): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: seed % 256, g: (seed * 7) % 256, b: 140 } } })
    .png()
    .toBuffer();

/** New in each run: the cloud may be one that runs already. */
const run = Date.now();
const [bulk, mended] = [`bulk-${run}`, `mended-${run}`];

async function curate(folder: string, count: number): Promise<Map<string, Buffer>> {
  const sent = new Map<string, Buffer>();
  for (let at = 0; at < count; at++) sent.set(`${folder}/${at}.png`, await photo(run + at));
  const arrived = await Promise.all(
    [...sent].map(async ([rest, bytes]) => {
      const key = `incoming/${workload}/${rest}`;
      return { key, versionId: await world.arrive(key, bytes) };
    }),
  );
  for (const { key, versionId } of arrived) await world.outcomeOf(key, versionId);
  return sent;
}

const predictions = () => ({ objects: world.objects, bucket: world.deployment.PredictionsBucket });

async function copiesOf(folder: string): Promise<string[]> {
  const listed = await listAll(predictions(), `${workload}/`);
  const keys = listed.map(({ key }) => key.slice(workload.length + 1));
  return keys.filter(key => key.includes(`/${folder}/`) && !key.startsWith('_')).sort();
}

async function recordsOf(folder: string) {
  const keys = (await listAll(predictions(), `_records/${workload}/`)).map(({ key }) => key);
  const records = (await readTexts(predictions(), keys)).map(text => predictionRecordSchema.parse(JSON.parse(text)));
  return records.filter(({ key }) => key.startsWith(`incoming/${workload}/${folder}/`));
}

const settledRecords = (folder: string, count: number) =>
  eventually(`${count} records of ${folder}`, async () => {
    const found = await recordsOf(folder);
    return found.length >= count ? found : null;
  });

async function backfill(...words: string[]) {
  const variables = { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' };
  const all = ['classify', '--backfill', ...words, '--transform', '--wait', '--json'];
  const { code, stdout, stderr } = await everloop(all, variables);
  if (code === 2) throw new Error(`everloop ${all.join(' ')} ended with ${code}: ${stderr}`);
  return { code, stderr, ...(code === 0 && JSON.parse(stdout)) };
}

const jobs = async () =>
  (await sageMaker.send(new ListTransformJobsCommand({ MaxResults: 100 }))).TransformJobSummaries?.length;
const models = async () => {
  const { Models = [] } = await sageMaker.send(new ListModelsCommand({ NameContains: '-transform-', MaxResults: 100 }));
  return Models.map(({ ModelName }) => ModelName);
};

it('20 images end in the folder of their class exactly once without any endpoint; a second run does nothing, --again does', async () => {
  const sent = await curate(bulk, 20);
  const version = await registerTiny({ objects: world.objects, bucket: world.deployment.ModelsBucket });
  const number = Number(version.arn.split('/').at(-1));
  expect(await backfill(`${bulk}/`)).toMatchObject({
    code: 0,
    answered: 20,
    unanswered: 0,
    queued: 0,
    version: number,
  });
  const records = await settledRecords(bulk, 20);
  expect(new Set(records.map(({ inferenceId }) => inferenceId)).size).toBe(20);
  const { arn: modelPackageArn, artifactSha256 } = version;
  for (const record of records) expect(record).toMatchObject({ modelPackageArn, artifactSha256, itemsInCall: 0 });
  expect(records[0]?.correlationId).toBe('person-tiny');
  const wanted = [...sent].map(([rest, bytes]) => `${expectedOf(bytes).label}/${rest}`).sort();
  await eventually('20 copies', async () => ((await copiesOf(bulk)).length >= 20 ? true : null));
  expect(await copiesOf(bulk)).toEqual(wanted);
  const before = await jobs();
  expect(await backfill(`${bulk}/`)).toMatchObject({ code: 0, answered: 0, unanswered: 0 });
  expect(await jobs()).toBe(before);
  expect(await backfill(`${bulk}/`, '--again')).toMatchObject({ code: 0, answered: 20 });
  expect(await settledRecords(bulk, 40)).toHaveLength(40);
  expect(await copiesOf(bulk)).toEqual(wanted);
  expect(await models()).toEqual(modelsBefore);
  await unregister(version.arn);
});

it('a model that fails ends in an error that says why, and leaves no model behind; mended, the same command does the rest', async () => {
  await curate(mended, 2);
  const where = { objects: world.objects, bucket: world.deployment.ModelsBucket };
  const broken = await registerTiny(where, 'broken');
  const { code, stderr } = await backfill(`${mended}/`);
  expect(code).toBe(1);
  expect(stderr).toContain('got 0 answered and 2 not');
  expect(stderr).toContain('the weights are not there');
  expect(await models()).toEqual(modelsBefore);
  expect(await recordsOf(mended)).toEqual([]);
  await unregister(broken.arn);
  await registerTiny(where);
  expect(await backfill(`${mended}/`)).toMatchObject({ code: 0, answered: 2 });
  await settledRecords(mended, 2);
});

it('says what is missing without an approved version', async () => {
  await unregisterAll();
  const { code, stderr } = await backfill(`${bulk}/`);
  expect(code).toBe(1);
  expect(stderr).toContain('product-images must have an approved version, got none');
});
