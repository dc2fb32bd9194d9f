import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CreateModelPackageCommand, DescribePipelineCommand, SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import { type DeployedEverloop, deployedEverloop, eventually } from '../support/deployed-everloop';
import { everloop } from '../support/laptop-cloud';

const name = 'everloop-local-product-images';
const sageMaker = new SageMakerClient();
const evaluated = JSON.parse(
  readFileSync(path.join(__dirname, '..', 'unit', 'registry', 'container-evaluation.json'), 'utf8'),
) as { everloop: { challenger: { golden: { macroF1: number } } } };
let deployment: Deployment;
let objects: DeployedEverloop['objects'];

beforeAll(async () => {
  ({ deployment, objects } = await deployedEverloop());
}, 240_000);

/** Runs a command as a user would, on the tests' laptop cloud. */
const run = (...parameters: string[]) =>
  everloop(parameters, { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' });

async function json<T>(...parameters: string[]): Promise<T> {
  const { code, stdout, stderr } = await run(...parameters, '--json');
  if (code !== 0) throw new Error(`everloop ${parameters.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as T;
}

async function put(key: string, text: string): Promise<string> {
  const bucket = deployment.ModelsBucket;
  await objects.put({ bucket, key }, { bytes: Buffer.from(text), contentType: 'application/json' });
  return `s3://${bucket}/${key}`;
}

/** A version as a training leaves it behind: evaluation, cards and metadata. @returns its number */
async function register(story: string, macroF1: number): Promise<number> {
  const { PipelineDefinition = '' } = await sageMaker.send(new DescribePipelineCommand({ PipelineName: name }));
  const Image = JSON.parse(PipelineDefinition).Steps[0].Arguments.AppSpecification.ImageUri;
  const folder = `training/product-images/${story}`;
  const { challenger, ...rest } = evaluated.everloop;
  const golden = { ...challenger.golden, macroF1 };
  const S3Uri = await put(
    `${folder}/evaluation.json`,
    JSON.stringify({ ...evaluated, everloop: { ...rest, challenger: { ...challenger, golden } } }),
  );
  await put(`${folder}/card.md`, `# Product images\n\nPassed the gate with ${macroF1}.\n`);
  const card = await put(`${folder}/card.json`, JSON.stringify({ lineage: { goldenId: 'd'.repeat(64) } }));
  const { ModelPackageArn = '' } = await sageMaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: name,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: { Containers: [{ Image, ModelDataUrl: `s3://${deployment.ModelsBucket}/none.tar.gz` }] },
      ModelMetrics: { ModelQuality: { Statistics: { ContentType: 'application/json', S3Uri } } },
      CustomerMetadataProperties: { [versionMetadata.correlationId]: story, [versionMetadata.card]: card },
    }),
  );
  return Number(ModelPackageArn.split('/').at(-1));
}

interface Decided {
  readonly was: string;
  readonly changed: boolean;
  readonly decision: { readonly why: string; readonly by: string };
  readonly champion: { readonly before: number | null; readonly after: number | null };
}

interface Story {
  readonly state: string;
  readonly moments: readonly {
    readonly kind: string;
    readonly status: string;
    readonly why?: string;
    readonly by?: string;
  }[];
}

it('versions are compared and decided on by commands, and the trail knows who and why', async () => {
  const stories = [1, 2].map(number => `person-${Date.now()}-${number}`) as [string, string];
  const first = await register(stories[0], 0.95);
  const second = await register(stories[1], 0.96);

  const approved = await json<Decided>('approve', 'product-images', String(first), '--why', 'a first one');
  expect(approved).toMatchObject({ was: 'PendingManualApproval', changed: true, champion: { after: first } });
  const again = await json<Decided>('approve', 'product-images', String(first), '--why', 'another reason');
  expect(again).toMatchObject({ changed: false, decision: { why: 'a first one', by: approved.decision.by } });

  const table = await run('models', 'product-images', '--last', '2');
  expect(table.stdout).toMatch(
    new RegExp(`^${first} +Approved, champion .* a first one \\(${approved.decision.by}\\)$`, 'm'),
  );
  expect(table.stdout).toMatch(/^macroF1 +0\.960 +0\.950$/m);
  expect(table.stdout).not.toContain('\u001b[');
  const shown = await run('models', 'product-images', String(second));
  expect(shown.stdout).toMatch(/macroF1 +0\.960 \(0\.950\)/);
  expect(shown.stdout).toContain('Passed the gate with 0.96.');

  const replaced = await json<Decided>('approve', 'product-images', String(second), '--why', 'better');
  expect(replaced.champion).toEqual({ before: first, after: second });
  const back = await json<Decided>('reject', 'product-images', String(second), '--why', 'bags got worse');
  expect(back).toMatchObject({ was: 'Approved', champion: { before: second, after: first } });

  const told = await eventually('the end of the story', async () => {
    const found = await json<{ stories: Story[] }>('trail', 'product-images', '--story', stories[1]);
    return found.stories[0]?.state === 'rejected' ? found.stories[0] : null;
  });
  const versions = told.moments.filter(({ kind }) => kind === 'version');
  expect(versions.map(({ status, why }) => [status, why])).toEqual([
    ['PendingManualApproval', undefined],
    ['Approved', 'better'],
    ['Rejected', 'bags got worse'],
  ]);
  expect(versions.at(-1)?.by).toBe(back.decision.by);
}, 200_000);

it('a decision on a version that does not exist, or without a reason, ends with a message', async () => {
  const unknown = await run('approve', 'product-images', '999999', '--why', 'good');
  expect([unknown.code, unknown.stderr]).toEqual([
    1,
    'everloop approve: version must be one of product-images, got 999999; see `everloop models product-images`\n',
  ]);
  expect(await run('reject', 'product-images', '1')).toMatchObject({ code: 2 });
  expect(await run('reject', 'product-images', '1', '--why', 'two\nlines')).toMatchObject({ code: 2 });
}, 60_000);
