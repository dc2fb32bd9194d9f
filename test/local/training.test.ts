import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { DescribeModelPackageCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import { SageMakerPipelineExecutions } from '../../lambdas/adapters/aws/sagemaker-pipeline-executions';
import { parseS3Uri } from '../../lambdas/domain/s3-uri';
import { hasEnded } from '../../lambdas/domain/training/execution';
import { REGION, ROOT_CREDENTIALS } from '../../local/cloud/environment';
import { eventually } from '../support/deployed-everloop';
import { drawPhotos } from '../support/drawn-photos';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(480_000);

const cloud = new TestCloud();
let sageMaker: SageMakerClient;
let objects: S3ObjectStore;

/** Small sets are judged by no floor that photos of a shop should reach. */
const lenient = 'GateOverrides={"floors":[{"fromExamples":0,"overall":0.3}],"minGoldenPerClass":1}';

beforeAll(async () => {
  const { endpoint } = await cloud.up();
  const settings = { endpoint, region: REGION, credentials: ROOT_CREDENTIALS };
  sageMaker = new SageMakerClient(settings);
  objects = new S3ObjectStore(new S3Client({ ...settings, forcePathStyle: true }));
  await command('deploy');
  await command('dataset', 'import', await drawPhotos(cloud.folder, 'test', 100), '--golden', '--json');
  await command('dataset', 'import', await drawPhotos(cloud.folder, 'train', 300), '--json');
}, 300_000);
afterAll(() => cloud.remove());

async function command(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await cloud.run(...words, '--quiet');
  if (code !== 0) throw new Error(`everloop ${words.join(' ')} ended with ${code}: ${stderr}`);
  return stdout;
}

const train = async (...words: string[]) =>
  JSON.parse(await command('train', 'product-images', '--wait', '--json', '--parameter', lenient, ...words));
const cachedOf = ({ steps }: { steps: { name: string; cached: boolean }[] }) =>
  steps.filter(({ cached }) => cached).map(({ name }) => name);

it('makes of curated pictures a version that waits, with figures, baselines and lineage that are true', async () => {
  const { version, isNew, evaluation, datasetId, correlationId } = await train('--why', 'the first one');
  expect({ isNew, approval: version.approval, number: version.version }).toEqual({
    isNew: true,
    approval: 'PendingManualApproval',
    number: 1,
  });
  expect(evaluation.challenger.golden).toMatchObject({ count: 100 });
  // Drawn classes are easy to tell apart: a model that is no better than chance was trained on nothing.
  expect(evaluation.challenger.golden.macroF1).toBeGreaterThan(0.6);
  const model = await objects.get(parseS3Uri(version.modelUri));
  const sha256 = createHash('sha256')
    .update(model?.bytes ?? '')
    .digest('hex');
  expect(version.metadata).toMatchObject({ artifactSha256: sha256, datasetManifestId: datasetId, correlationId });
  expect(version.metadata.commit).toMatch(/^[0-9a-f]{40}(-dirty)?$|^unknown$/);

  const described = await sageMaker.send(new DescribeModelPackageCommand({ ModelPackageName: version.arn }));
  const { ModelDataQuality, ModelQuality } = described.DriftCheckBaselines ?? {};
  for (const file of [
    ModelQuality?.Statistics,
    ModelQuality?.Constraints,
    ModelDataQuality?.Statistics,
    ModelDataQuality?.Constraints,
  ]) {
    expect(await objects.head(parseS3Uri(file?.S3Uri ?? ''))).not.toBeNull();
  }
  const story = JSON.parse(await command('trail', 'product-images', '--json', '--story', correlationId));
  const [{ state, moments }] = story.stories;
  expect(state).toBe('waits for approval');
  expect(moments.slice(0, 2)).toMatchObject([
    { kind: 'coordinator', why: 'the first one' },
    { kind: 'request', why: 'the first one' },
  ]);
  expect(moments.at(-1)).toMatchObject({ kind: 'execution', status: 'Succeeded' });
});

it('runs nothing again that did not change, and registers no model twice', async () => {
  const again = await train();
  expect(cachedOf(again)).toEqual(['Prepare', 'Train', 'Evaluate']);
  expect(again).toMatchObject({ isNew: false, version: { version: 1 }, champion: null });
});

it('compares with the version that a person approved', async () => {
  await command('approve', 'product-images', '1', '--why', 'good enough');
  const compared = await train('--dataset', 'latest');
  expect(compared).toMatchObject({ champion: 1, isNew: false });
  expect(cachedOf(compared)).toEqual(['Prepare', 'Train']);
});

it('keeps the card of a candidate that the gate refused, says why, and registers nothing', async () => {
  const overrides = 'GateOverrides={"minGoldenPerClass":5000}';
  const { code, stderr } = await cloud.run('train', 'product-images', '--wait', '--parameter', overrides);
  expect(code).toBe(1);
  expect(stderr).toMatch(/candidate must pass the gate, got TOO_FEW_GOLDEN: .*; its card: s3:\/\//);
  const [, uri = ''] = /its card: (s3:\S+)/.exec(stderr) ?? [];
  const card = await objects.get(parseS3Uri(uri));
  expect(JSON.parse(Buffer.from(card?.bytes ?? []).toString()).gate.passed).toBe(false);
  expect(JSON.parse(await command('models', 'product-images', '--json')).versions).toHaveLength(1);
});

it('fails on a data set that does not exist, and says which file is not there', async () => {
  const executions = new SageMakerPipelineExecutions(sageMaker, id => `everloop-local-${id}`);
  const parameters = { DatasetManifestId: '0'.repeat(64), CorrelationId: 'person-1' };
  const arn = await executions.start({ workload: 'product-images', parameters, correlationId: `wrong-${Date.now()}` });
  await eventually('the end of the execution', async () => {
    const found = await executions.describe(arn);
    return found && hasEnded(found) ? found : null;
  });
  const [prepare] = await executions.steps(arn);
  expect(prepare).toMatchObject({ name: 'Prepare', status: 'Failed' });
  expect(prepare?.failureReason).toMatch(/^ClientError: .*datasets\/product-images\/0{64}/);
});

it('draws no data set of pictures that are not there, and leaves the registry as it is', async () => {
  const { code, stderr } = await cloud.run('train', 'product-images', '--dataset', 'feed');
  expect(code).toBe(1);
  expect(stderr).toContain('feed must be one data set of product-images, got none');
});
