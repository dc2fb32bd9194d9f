import { MemoryAlarms } from '../../../lambdas/adapters/memory/alarms';
import { MemoryLog } from '../../../lambdas/adapters/memory/journal';
import { MemoryModelEndpoints } from '../../../lambdas/adapters/memory/model-endpoints';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import type { Deployment, ServingSite } from '../../../lambdas/contracts/deployment';
import type { ServingPlan } from '../../../lambdas/contracts/serving-settings';
import { contentOf } from '../../../lambdas/domain/ingestion/placed-content';
import type { ModelVersion } from '../../../lambdas/domain/registry/model-version';
import { createEndDeployment } from '../../../lambdas/handlers/serving/end-deployment';
import { createPrepareDeployment } from '../../../lambdas/handlers/serving/prepare-deployment';
import { createProbeDeployment } from '../../../lambdas/handlers/serving/probe-deployment';
import { createRecoverDeployment } from '../../../lambdas/handlers/serving/recover-deployment';
import { createStartDeployment } from '../../../lambdas/handlers/serving/start-deployment';
import { createVerifyDeployment } from '../../../lambdas/handlers/serving/verify-deployment';
import { createWatchDeployment } from '../../../lambdas/handlers/serving/watch-deployment';
import type { EndpointAnswer, EndpointCaller, StoredCall } from '../../../lambdas/ports/endpoint-caller';

export const classes = ['bags', 'footwear'];
const bytes = new TextEncoder().encode('a model');
export const artifactSha256 = contentOf(bytes).sha256;
export const contentSha256 = 'c'.repeat(64);
const group = 'arn:aws:sagemaker:eu-central-1:123456789012:model-package/everloop-dev-product-images';
export const image = `123456789012.dkr.ecr.eu-central-1.amazonaws.com/everloop@sha256:${'d'.repeat(64)}`;

export const approved = (version: number, own: Partial<ModelVersion> = {}): ModelVersion => ({
  arn: `${group}/${version}`,
  version,
  approval: 'Approved',
  createdAt: '2026-11-21T16:00:00.000Z',
  metadata: { artifactSha256, contentSha256, correlationId: 'person-1' },
  image,
  modelUri: 's3://models/training/product-images/model.tar.gz',
  ...own,
});

export const plan: ServingPlan = {
  classes,
  guardrails: { maxErrorShare: 0.01, maxModelLatencyMs: 1000 },
  test: { goldenImages: 10, minAccuracy: 0.8, maxLatencyMs: 2000 },
  stages: {
    'pre-production': {
      hosting: { kind: 'serverless', memoryMiB: 2048, maxConcurrency: 5 },
      rollout: { kind: 'replace' },
    },
    production: {
      hosting: { kind: 'provisioned', instanceType: 'ml.m5.large', instances: 4, requestsPerInstance: 1000 },
      rollout: { kind: 'canary', instances: 2 },
    },
  },
};

export const site: ServingSite = {
  plans: { 'product-images': plan },
  roles: { 'product-images': 'arn:aws:iam::123456789012:role/serving' },
  kmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/1',
  predictionsBucket: 'predictions',
  bakeSeconds: 300,
};

export const callOf = (version: number, stage: Deployment['stage'] = 'production') => ({
  workload: 'product-images',
  stage,
  modelPackageArn: `${group}/${version}`,
  correlationId: 'person-1',
});

export const attributesOf = (version: number, content = contentSha256): string =>
  `everloop-model-package=${group}/${version},everloop-artifact-sha256=${artifactSha256},everloop-content-sha256=${content}`;

const now = new Date('2026-11-21T17:00:00.000Z');

/** The functions of "Deploy model" over memory; `answers` plays the endpoint. */
export async function servingWorld() {
  const registry = new MemoryModelRegistry();
  const objects = new MemoryObjectStore();
  const endpoints = new MemoryModelEndpoints();
  const alarms = new MemoryAlarms();
  const trail = new MemoryTrailStore();
  const breaches: [string, boolean][] = [];
  const journal = Object.assign(new MemoryLog(), {
    goldenBreach: (config: string, breach: boolean) => void breaches.push([config, breach]),
  });
  await objects.put({ bucket: 'models', key: 'training/product-images/model.tar.gz' }, { bytes, contentType: 'x' });
  for (const label of classes) {
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const key = `golden/product-images/${label}/${number}.png`;
      await objects.put({ bucket: 'curated', key }, { bytes: Buffer.from(label), contentType: 'image/png' });
    }
  }
  /** What the endpoint says of an image whose class is `label`. */
  const endpoint = {
    answer: (label: string): EndpointAnswer => ({
      kind: 'answered',
      bytes: Buffer.from(JSON.stringify({ predictions: [{ label, score: 1 }] })),
      attributes: attributesOf(1),
      milliseconds: 5,
    }),
  };
  const caller: EndpointCaller = { ask: async ({ bytes: sent }) => endpoint.answer(Buffer.from(sent).toString()) };
  const clock = { now: () => now };
  const where = { project: 'Everloop', environment: 'dev' };
  /** A file keeps no headers: the attributes are in its body. */
  const storedCaller = {
    askStored: async ({ input }: StoredCall): Promise<EndpointAnswer> => {
      const answer = endpoint.answer(Buffer.from((await objects.get(input))?.bytes ?? []).toString());
      if (answer.kind === 'failed') return answer;
      const told = { ...JSON.parse(Buffer.from(answer.bytes).toString()), attributes: answer.attributes };
      return { ...answer, bytes: Buffer.from(JSON.stringify(told)), attributes: '' };
    },
  };
  const golden = { objects, caller, storedCaller, curatedBucket: 'curated' };
  const effects = { golden, registry, objects, endpoints, alarms, trail, journal, breaches, endpoint };
  const prepare = createPrepareDeployment({ registry, objects, endpoints, modelsBucket: 'models', ...where });
  const ending = { endpoints, alarms, trail, clock, journal, ...where };
  const end = createEndDeployment(ending);
  return {
    ...effects,
    prepare: (version: number, stage?: Deployment['stage'], execution = `run-${version}`, own: object = {}) =>
      prepare({ call: { ...callOf(version, stage), ...own }, site, execution }),
    start: createStartDeployment({ endpoints, alarms }),
    watch: createWatchDeployment({ endpoints, clock }),
    probe: createProbeDeployment({ ...golden, journal }),
    verify: createVerifyDeployment({ ...golden, endpoints, alarms }),
    end: (deployment: Deployment | undefined, error?: { Error: string; Cause?: string }) =>
      end({
        call: callOf(deployment?.version.number ?? 1, deployment?.stage),
        execution: 'run',
        startedAt: '2026-11-21T16:59:00.000Z',
        ...(deployment && { deployment }),
        ...(error && { error }),
      }),
    /** Whether SageMaker is done is looked at while `pause` lasts. */
    recover: (event: unknown, pause: () => Promise<void> = async () => undefined) =>
      createRecoverDeployment({ ...ending, pause })(event),
    /** A version that serves already. */
    serving: async (version: number, stage: Deployment['stage'] = 'production') => {
      registry.register('product-images', approved(version));
      const name = `everloop-dev-product-images-${stage}`;
      const config = `everloop-dev-product-images-${stage === 'production' ? 'live' : 'pre'}-v${version}-00000000`;
      await endpoints.createModel({ ModelName: config });
      await endpoints.createConfig({ EndpointConfigName: config });
      await endpoints.create({ EndpointName: name, EndpointConfigName: config });
      endpoints.settle(name);
      return config;
    },
  };
}

export const endpointOf = (stage: Deployment['stage'] = 'production') => `everloop-dev-product-images-${stage}`;
