import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import everloopConfig from '../../../everloop.config';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { MemoryPipelineExecutions } from '../../../lambdas/adapters/memory/pipeline-executions';
import type { DatasetItem, DatasetManifest } from '../../../lambdas/contracts/dataset-manifest';
import { evaluationSchema, type FeedbackCheck } from '../../../lambdas/contracts/evaluation';
import type { GateCall } from '../../../lambdas/contracts/gate-call';
import { manifestId } from '../../../lambdas/domain/datasets/manifest-id';
import { createJudgeCandidate } from '../../../lambdas/handlers/training/judge-candidate';
import { plansOf } from '../../../lib/config/plans-of';
import { sha } from '../datasets/examples';
import { version } from './fixtures';

/** Written by the container's own evaluate command: 5,987 photos, 2,000 golden ones, a placeholder for a champion. */
const written = readFileSync(join(__dirname, 'container-evaluation.json'), 'utf8');
const real = evaluationSchema.parse(JSON.parse(written));

const plan = plansOf(everloopConfig)['product-images'];
const workload = 'product-images';
const model = Buffer.from('model.tar.gz');

const golden: DatasetItem[] = [
  { path: 'golden/a', label: 'bags', sha256: sha('a'), sizeBytes: 1, split: 'golden', source: 'imported' },
];
const content = { workload, classes: [...real.everloop.classes], items: golden };
const manifest: DatasetManifest = { schemaVersion: 1, id: manifestId(content), ...content };

/** The step over memory, called as the pipeline calls it. */
async function world(evaluation: object = real.everloop, feedback?: FeedbackCheck) {
  const objects = new MemoryObjectStore();
  const registry = new MemoryModelRegistry();
  const put = (key: string, value: object | Buffer) =>
    objects.put(
      { bucket: 'models', key },
      { bytes: Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)), contentType: 'application/json' },
    );
  await put('e/evaluation.json', { ...real, everloop: { ...evaluation, goldenManifestId: manifest.id } });
  await put('p/report/class-balance.json', {
    splits: { train: { count: 5349 }, validation: { count: 638 } },
    ...(feedback && { feedback }),
  });
  await put(`datasets/${workload}/${manifest.id}.json`, manifest);
  await put('m/model.tar.gz', model);
  const executions = new MemoryPipelineExecutions();
  const judge = createJudgeCandidate({ objects, registry, executions, modelsBucket: 'models' });
  const call: GateCall = {
    workload,
    title: 'Product images',
    image: 'image@sha256:1',
    hyperParameters: '{"seed":"7"}',
    datasetManifestId: manifest.id,
    correlationId: 'person-1',
    commit: '0a1b2c3',
    championVersion: 'none',
    policy: JSON.stringify(plan?.kind === 'container' ? plan.gate : {}),
    overrides: '{}',
    evaluationUri: 's3://models/e',
    preparedUri: 's3://models/p/',
    modelUri: 's3://models/m/model.tar.gz',
    trainingJob: 'job-1',
    executionId: 'x1',
  };
  const textOf = async (key: string) =>
    Buffer.from((await objects.get({ bucket: 'models', key }))?.bytes ?? []).toString();
  return { judge: (more: Partial<GateCall> = {}) => judge({ ...call, ...more }), registry, executions, textOf };
}

it("lets the container's own evaluation pass as a first version, with a card", async () => {
  const { judge, textOf } = await world();
  expect(await judge()).toEqual({
    verdict: 'register',
    reasons: 'none',
    artifactSha256: sha('model.tar.gz'),
    contentSha256: real.everloop.challenger.contentSha256,
    cardUri: 's3://models/training/product-images/x1/card.json',
    score: 'macroF1=0.9666',
  });
  expect(JSON.parse(await textOf('training/product-images/x1/card.json'))).toMatchObject({
    lineage: { hyperParameters: { seed: '7' }, champion: null, commit: '0a1b2c3' },
    examples: { training: 5987, golden: 2000, drift: 0 },
    gate: { passed: true },
  });
  expect(await textOf('training/product-images/x1/card.md')).toContain('| one-piece | recall |');
});

it('ends well without another version when the artifact is registered', async () => {
  const { judge, registry } = await world();
  registry.register(workload, { ...version, metadata: { artifactSha256: sha('model.tar.gz') } });
  expect((await judge()).verdict).toBe('known');
});

it.each([
  ['ends well', 'known', sha('model.tar.gz')],
  ['refuses', 'refused', sha('another.tar.gz')],
])(
  '%s when the candidate repeats the champion and the registered artifact makes it %s',
  async (_, expected, registered) => {
    const { judge, registry } = await world({ ...real.everloop, champion: real.everloop.challenger });
    registry.register(workload, { ...version, metadata: { artifactSha256: registered } });
    const { verdict, reasons } = await judge({ championVersion: version.arn });
    expect(verdict).toBe(expected);
    expect(reasons).toMatch(/^SAME_AS_CHAMPION/);
  },
);

it('lets one of two executions at once register the model that they share', async () => {
  const { judge, executions } = await world();
  const arn = await executions.start({ workload, parameters: {}, correlationId: 'x1' });
  expect((await judge({ executionId: 'x1' })).verdict).toBe('register');
  expect((await judge({ executionId: 'x2' })).verdict).toBe('known');
  // A step that is tried again is the same execution.
  expect((await judge({ executionId: 'x1' })).verdict).toBe('register');
  executions.executions.set(arn, { arn, status: 'Failed', startedAt: new Date() });
  expect((await judge({ executionId: 'x2' })).verdict).toBe('register');
});

it('refuses for what the prepare step found of the feedback', async () => {
  const { judge } = await world(real.everloop, { count: 200, leftOut: 80, expectedShare: 0.1, perClass: { bags: 90 } });
  const { verdict, reasons } = await judge();
  expect(verdict).toBe('refused');
  expect(reasons).toMatch(/^DOUBTFUL_FEEDBACK: .*ONE_SIDED_FEEDBACK: /s);
});

it('refuses, says why within what SageMaker takes, and keeps the card', async () => {
  const { judge, textOf, registry } = await world();
  registry.register(workload, { ...version, metadata: { artifactSha256: sha('model.tar.gz') } });
  const overrides = JSON.stringify({ floors: [{ fromExamples: 0, overall: 0.99 }], minGoldenPerClass: 5000 });
  const { verdict, reasons } = await judge({ overrides });
  expect(verdict).toBe('refused');
  expect(reasons).toMatch(/^TOO_FEW_GOLDEN: upper-part: golden examples must be at least 5000/);
  expect(reasons).toContain('BELOW_FLOOR: golden set: macroF1 must be at least 0.99, got 0.9666');
  expect(await textOf('training/product-images/x1/card.md')).toContain('Refused by the gate');
  const long = await judge({
    overrides: JSON.stringify({
      floors: [
        {
          fromExamples: 0,
          overall: 1,
          classes: Object.fromEntries(real.everloop.classes.map(label => [label, { recall: 1, precision: 1, npv: 1 }])),
        },
      ],
    }),
  });
  expect(long.reasons.length).toBeLessThanOrEqual(1024);
  expect(long.reasons.endsWith('...')).toBe(true);
});

it('refuses when there is a champion that could not be scored', async () => {
  const { judge } = await world();
  const { verdict, reasons } = await judge({
    championVersion: 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/g/1',
  });
  expect(verdict).toBe('refused');
  expect(reasons).toMatch(/^CHAMPION_NOT_SCORED/);
});

it.each<[string, Partial<GateCall>, RegExp]>([
  ['thresholds that are no JSON', { overrides: 'low' }, /GateOverrides must be JSON, got low/],
  ['a threshold that does not exist', { overrides: '{"maxLos": 1}' }, /must change known thresholds/],
  ['a model that is not there', { modelUri: 's3://models/none' }, /s3:\/\/models\/none must exist/],
  ['a text that is no URI', { modelUri: 'models/none' }, /S3 URI: it must be s3:/],
])('fails for %s', async (_, more, message) => {
  const { judge } = await world();
  await expect(judge(more)).rejects.toThrow(message);
});
