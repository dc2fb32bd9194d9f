import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { MemoryNotifier } from '../../../lambdas/adapters/memory/notifier';
import { MemoryPipelineJobs } from '../../../lambdas/adapters/memory/pipeline-jobs';
import { MemoryReleaseDesks } from '../../../lambdas/adapters/memory/release-desks';
import type { ReleaseJob } from '../../../lambdas/contracts/release';
import { versionOfConfig } from '../../../lambdas/domain/release/deployed-version';
import { ask, emptyDesk, leave, started } from '../../../lambdas/domain/release/desk';
import { oneFileZip } from '../../../lambdas/domain/release/one-file-zip';
import { createAskDecision } from '../../../lambdas/handlers/release/ask-decision';
import { handlePipelineJob } from '../../../lambdas/handlers/release/pipeline-job';
import { createTestRelease } from '../../../lambdas/handlers/release/test-release';
import { evaluation } from '../registry/fixtures';
import { approved, attributesOf, classes, servingWorld } from '../serving/world';

const job = (own: Partial<ReleaseJob> = {}): ReleaseJob => ({
  workload: 'product-images',
  stage: 'pre-production',
  modelPackageArn: approved(1).arn,
  correlationId: 'person-1',
  executionId: 'execution-1',
  hosting: 'serverless',
  classes,
  test: { goldenImages: 10, minAccuracy: 0.8, maxLatencyMs: 100 },
  ...own,
});

async function world() {
  const made = await servingWorld();
  made.registry.register('product-images', approved(1, { qualityUri: 's3://models/evaluation.json' }));
  const { objects, registry, endpoints, golden } = made;
  const notifier = new MemoryNotifier();
  const desks = new MemoryReleaseDesks();
  const { correlationId, modelPackageArn, executionId } = job();
  const opened = { id: 'id-1', version: 1, modelPackageArn, correlationId, approvedAt: '2026-11-21T16:00:00.000Z' };
  await desks.write(started(ask(emptyDesk('product-images'), opened).desk, 'id-1', executionId));
  const where = { modelsBucket: 'models', curatedBucket: 'curated', project: 'Everloop', environment: 'dev' };
  return {
    ...made,
    notifier,
    desks,
    test: createTestRelease({ ...golden, registry, desks, ...where }),
    ask: createAskDecision({ objects, registry, desks, endpoints, notifier, ...where }),
    evaluated: (accuracy: number) => {
      const golden = { ...evaluation.challenger.golden, count: 30, accuracy };
      const document = { everloop: { ...evaluation, challenger: { ...evaluation.challenger, golden } } };
      const bytes = Buffer.from(JSON.stringify(document));
      return objects.put({ bucket: 'models', key: 'evaluation.json' }, { bytes, contentType: 'application/json' });
    },
  };
}

describe('the test of a release', () => {
  it('passes what answers rightly and quickly, and says how well', async () => {
    const { test } = await world();
    expect(await test(job())).toEqual({
      tested: 'accuracy 1.000 on 10 golden images (at least 0.800), p95 5 ms',
      accuracy: '1.0000',
      latencyP95Ms: '5',
    });
  });

  it('refuses a wrong label map', async () => {
    const { test, endpoint } = await world();
    const { answer } = endpoint;
    endpoint.answer = label => answer(label === 'bags' ? 'footwear' : 'bags');
    await expect(test(job())).rejects.toThrow(/accuracy on 10 golden images must be at least 0.800, got 0.000/);
  });

  it('asks an asynchronous endpoint by files', async () => {
    const { test, golden } = await world();
    golden.caller.ask = async () => ({ kind: 'failed', reason: 'call InvokeEndpointAsync', milliseconds: 1 });
    expect(await test(job({ hosting: 'async' }))).toMatchObject({ accuracy: '1.0000' });
    await expect(test(job())).rejects.toThrow(/call InvokeEndpointAsync/);
  });

  it('refuses what is slow, but does not count the first answer', async () => {
    const { test, endpoint } = await world();
    const { answer } = endpoint;
    let asked = 0;
    const slowOn = (slow: (at: number) => boolean) => {
      asked = 0;
      endpoint.answer = label => ({ ...answer(label), milliseconds: slow(asked++) ? 900 : 5 });
    };
    slowOn(at => at < classes.length);
    expect(await test(job())).toMatchObject({ latencyP95Ms: '5' });
    slowOn(at => at === 5);
    await expect(test(job())).rejects.toThrow(/95 % of its answers must come within 100 ms, got 900 ms/);
  });

  it('takes the floor from the evaluation when none is set', async () => {
    const { test, endpoint, evaluated } = await world();
    const { answer } = endpoint;
    endpoint.answer = () => answer('bags');
    const free = job({ test: { goldenImages: 10, maxLatencyMs: 100 } });
    await evaluated(0.96);
    await expect(test(free)).rejects.toThrow(/must be at least 0.774, got 0.500/);
    await evaluated(0.6);
    expect(await test(free)).toMatchObject({ accuracy: '0.5000' });
  });

  it.each([
    ['another version', attributesOf(2), /model package must be/],
    ['other files', attributesOf(1, 'e'.repeat(64)), /content sha256 must be/],
  ])('refuses answers of %s', async (_, attributes, message) => {
    const { test, endpoint } = await world();
    const { answer } = endpoint;
    endpoint.answer = label => {
      const said = answer(label);
      return said.kind === 'answered' ? { ...said, attributes } : said;
    };
    await expect(test(job())).rejects.toThrow(message);
  });
});

describe('the notice that asks for a decision', () => {
  it('has the figures side by side, what was measured, and the commands', async () => {
    const { ask, notifier, evaluated, serving } = await world();
    await serving(1);
    await evaluated(0.96);
    await ask(job({ tested: 'accuracy 0.940, p95 12 ms' }));
    expect(notifier.sent).toHaveLength(1);
    const { subject, text } = notifier.sent[0]!;
    expect(subject).toBe('Everloop dev: product-images version 1 waits for the way to production');
    for (const part of [
      'Production serves version 1.',
      'accuracy 0.940, p95 12 ms',
      'footwear  0.999 (0.500)',
      'npx everloop release product-images approve --model-version 1 --why "YOUR REASON" --environment dev',
      'npx everloop release product-images reject --model-version 1 --why',
      'aws codepipeline put-approval-result --region eu-central-1 --pipeline-name everloop-dev-product-images-release',
      'Story person-1',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/https?:/);
  });

  it('is not sent for a version that was rejected meanwhile', async () => {
    const { ask, notifier, registry } = await world();
    await registry.decide(approved(1).arn, { approval: 'Rejected', why: 'x', by: 'ann' });
    await expect(ask(job())).rejects.toThrow(/must be Approved, got Rejected/);
    expect(notifier.sent).toEqual([]);
  });
});

describe('a stage that somebody retries', () => {
  it.each([
    [
      'another release holds',
      'execution-2',
      /execution execution-1 must hold the desk, got version 1 \(execution execution-2\)/,
    ],
    ['nobody holds', undefined, /must hold the desk, got none; never retry a stage/],
  ])('fails while %s the desk, before it does anything', async (_, holder, message) => {
    const { desks, test, ask: asks, notifier } = await world();
    const desk = await desks.read('product-images');
    await desks.write(holder === undefined ? leave(desk, 'id-1', new Date()) : started(desk, 'id-1', holder));
    await expect(test(job())).rejects.toThrow(message);
    await expect(asks(job())).rejects.toThrow(message);
    expect(notifier.sent).toEqual([]);
  });

  it('is not taken for one whose opener has not noted its execution yet', async () => {
    const { desks, test } = await world();
    const { holder, ...desk } = await desks.read('product-images');
    const { executionId: _, ...beginning } = holder!;
    await desks.write({ ...desk, holder: beginning });
    expect(await test(job())).toMatchObject({ accuracy: '1.0000' });
    await expect(test(job({ modelPackageArn: approved(2).arn }))).rejects.toThrow(
      /got version 1 \(execution not started\)/,
    );
  });
});

describe('an action of the pipeline', () => {
  const event = (UserParameters: string) => ({
    'CodePipeline.job': { id: 'job-1', data: { actionConfiguration: { configuration: { UserParameters } } } },
  });

  it('ends as its work ends, with variables or with the reason', async () => {
    const jobs = new MemoryPipelineJobs();
    await handlePipelineJob(jobs, async ({ workload }) => ({ workload }))(event(JSON.stringify(job())));
    expect(jobs.succeeded.get('job-1')).toEqual({ workload: 'product-images' });
    const fail = handlePipelineJob(jobs, async () => {
      throw new Error('x'.repeat(6000));
    });
    await fail(event(JSON.stringify(job())));
    expect(jobs.failed.get('job-1')).toHaveLength(5000);
  });

  it.each(['{', '{"workload":1}'])('fails with parameters %s instead of leaving the pipeline waiting', async text => {
    const jobs = new MemoryPipelineJobs();
    await handlePipelineJob(jobs, async () => ({}))(event(text));
    expect([jobs.failed.size, jobs.succeeded.size]).toEqual([1, 0]);
  });
});

it('a release is a ZIP archive that others can read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  const read =
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; sys.stdout.buffer.write(z.read(z.namelist()[0]))';
  try {
    for (const text of fc.sample(fc.string({ unit: 'binary' }), 5)) {
      const file = join(folder, 'release.zip');
      writeFileSync(file, oneFileZip('release.json', Buffer.from(text)));
      expect(execFileSync('python3', ['-c', read, file]).equals(Buffer.from(text))).toBe(true);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  ['everloop-dev-product-images-live-v12-0a1b2c3d', 12],
  ['everloop-dev-product-images-live-v12', undefined],
  ['made-by-hand', undefined],
])('the configuration %s is of version %s', (name, version) => expect(versionOfConfig(name)).toBe(version));
