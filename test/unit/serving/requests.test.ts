import fc from 'fast-check';
import type { Deployment } from '../../../lambdas/contracts/deployment';
import { hostingSchema, rolloutSchema } from '../../../lambdas/contracts/serving-settings';
import {
  configRequest,
  createEndpointRequest,
  deploymentConfig,
  modelRequest,
  updateEndpointRequest,
} from '../../../lambdas/domain/serving/requests';
import { servingProblems } from '../../../lib/config/serving-problems';
import { sageMakerModel } from '../../../pipeline/definition/api/sagemaker-model';
import { shapeFaults } from '../../../pipeline/definition/validation/shape-faults';
import { approved, plan, servingWorld } from './world';

const hosting = fc.oneof(
  fc.record({
    kind: fc.constant('serverless'),
    memoryMiB: fc.constantFrom(1024, 3072, 6144),
    maxConcurrency: fc.integer({ min: 4, max: 200 }),
  }),
  fc.record({
    kind: fc.constant('provisioned'),
    instances: fc.integer({ min: 1, max: 20 }),
    maxInstances: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('async'),
    instances: fc.integer({ min: 1, max: 20 }),
    maxConcurrentPerInstance: fc.integer({ min: 1, max: 1000 }),
  }),
);
const rollout = fc
  .record({
    kind: fc.constantFrom('replace', 'all-at-once', 'canary', 'linear'),
    instances: fc.integer({ min: 1, max: 10 }),
  })
  .map(({ kind, instances }) => (kind === 'canary' || kind === 'linear' ? { kind, instances } : { kind }));

let base: Deployment;
beforeAll(async () => {
  const { prepare, registry } = await servingWorld();
  registry.register('product-images', approved(1));
  base = { ...(await prepare(1)), previousConfig: 'old' };
});

/** Faults by SageMaker's official API model. */
const faults = (shape: string, value: unknown) =>
  shapeFaults(sageMakerModel, { shape, value, where: shape, path: [] } as never).map(fault => JSON.stringify(fault));

const alarmNames = ['a', 'b', 'c'];

it('asks SageMaker for nothing that its API model refuses, whatever the settings', () => {
  fc.assert(
    fc.property(hosting, rollout, fc.integer({ min: 0, max: 3600 }), (host, roll, bakeSeconds) => {
      const deployment = {
        ...base,
        hosting: hostingSchema.parse(host),
        rollout: rolloutSchema.parse(roll),
        bakeSeconds,
      };
      expect(faults('CreateModelInput', modelRequest(deployment))).toEqual([]);
      expect(faults('CreateEndpointConfigInput', configRequest(deployment))).toEqual([]);
      expect(faults('CreateEndpointInput', createEndpointRequest(deployment))).toEqual([]);
      const { DeploymentConfig } = updateEndpointRequest(deployment, alarmNames);
      if (DeploymentConfig !== undefined) expect(faults('DeploymentConfig', DeploymentConfig)).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

it('has the API model refuse what is wrong: the check above checks', () => {
  expect(faults('CreateModelInput', { ...modelRequest(base), ModelName: 'a b' })).not.toEqual([]);
});

it('isolates every container but a serverless one, and puts it into the VPC of its environment', () => {
  const network = { subnetIds: ['subnet-1'], securityGroupIds: ['sg-1'] };
  expect(modelRequest({ ...base, network })).toMatchObject({
    EnableNetworkIsolation: true,
    VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] },
  });
  const serverless = modelRequest({ ...base, network, ...plan.stages['pre-production'] });
  expect(serverless).not.toHaveProperty('EnableNetworkIsolation');
  expect(serverless).not.toHaveProperty('VpcConfig');
});

it('has an asynchronous endpoint write encrypted files of its workload, whose bodies say which version answers', () => {
  const hosting = hostingSchema.parse({ kind: 'async', maxConcurrentPerInstance: 7 });
  expect(configRequest({ ...base, hosting })['AsyncInferenceConfig']).toEqual({
    ClientConfig: { MaxConcurrentInvocationsPerInstance: 7 },
    OutputConfig: {
      S3OutputPath: 's3://predictions/_async/product-images/answers/',
      S3FailurePath: 's3://predictions/_async/product-images/failures/',
      KmsKeyId: base.kmsKeyId,
    },
  });
  const told = { PrimaryContainer: { Environment: { EVERLOOP_IDENTITY_IN_BODY: 'true' } } };
  expect(modelRequest({ ...base, hosting })).toMatchObject(told);
  expect(modelRequest(base)).not.toMatchObject(told);
  expect(configRequest(base)).not.toHaveProperty('AsyncInferenceConfig');
});

it('keeps the size of a fleet that grows with its load, and sets that of a fixed one', () => {
  const scaled = { ...base, hosting: hostingSchema.parse({ kind: 'provisioned', instances: 2, maxInstances: 6 }) };
  const request = updateEndpointRequest(scaled, alarmNames);
  expect(request).toMatchObject({
    RetainAllVariantProperties: true,
    ExcludeRetainedVariantProperties: [{ VariantPropertyType: 'DesiredWeight' }],
  });
  const { DeploymentConfig: _, ...own } = request;
  expect(faults('UpdateEndpointInput', own)).toEqual([]);
  expect(updateEndpointRequest(base, alarmNames)).not.toHaveProperty('RetainAllVariantProperties');
});

it('waits longer than all its steps before an update is given up', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 40 }),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 600 }),
      (instances, step, bakeSeconds) => {
        const linear = {
          ...base,
          hosting: hostingSchema.parse({ kind: 'provisioned', instances }),
          rollout: { kind: 'linear' as const, instances: step },
          bakeSeconds,
        };
        const { BlueGreenUpdatePolicy } = deploymentConfig(linear, alarmNames) as {
          BlueGreenUpdatePolicy: { MaximumExecutionTimeoutInSeconds: number };
        };
        const waits = (Math.ceil(instances / step) + 1) * bakeSeconds;
        expect(BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds).toBeGreaterThan(Math.min(waits, 28_799));
      },
    ),
  );
});

it('accepts a configuration exactly when SageMaker would take it', () => {
  fc.assert(
    fc.property(hosting, rollout, fc.boolean(), (host, roll, networked) => {
      const production = { hosting: hostingSchema.parse(host), rollout: rolloutSchema.parse(roll) };
      const settings = {
        serving: {
          preProduction: { hosting: hostingSchema.parse({ kind: 'provisioned' }) },
          production,
          guardrails: plan.guardrails,
          test: plan.test,
        },
      };
      const found = servingProblems({
        environments: { dev: networked ? { network: {} } : {} },
        workloads: { w: settings },
      });
      const { hosting: h, rollout: r } = production;
      const isServerless = h.kind === 'serverless';
      const takes =
        !(isServerless && networked) &&
        !(isServerless && r.kind !== 'replace') &&
        !(h.kind === 'provisioned' && h.maxInstances !== undefined && h.maxInstances < h.instances) &&
        !((r.kind === 'canary' || r.kind === 'linear') && (isServerless || 2 * r.instances > h.instances));
      expect(found.length === 0).toBe(takes);
    }),
    { numRuns: 300 },
  );
});
