import * as z from 'zod/mini';
import { instanceFault } from './instance-type';

/** The two endpoints of a workload, in the order in which a release reaches them. */
export const stages = ['pre-production', 'production'] as const;
export type Stage = (typeof stages)[number];

const whole = (minimum: number, maximum: number) => z.int().check(z.minimum(minimum), z.maximum(maximum));
/** As for jobs: no Graviton, and no disks that take no customer key. */
const instanceType = z.string().check(
  z.refine(type => instanceFault(type) === undefined, {
    error: ({ input }) => instanceFault(String(input)) ?? 'invalid',
  }),
);

/** Golden images that are asked for at a time: enough to be quick, few enough to measure the model and not its queue. */
export const goldenInFlight = 4;

const serverless = z.strictObject({
  kind: z.literal('serverless'),
  /** MiB; SageMaker takes whole GiB from 1 to 6. */
  memoryMiB: z._default(z.int().check(z.minimum(1024), z.maximum(6144), z.multipleOf(1024)), 2048),
  maxConcurrency: z._default(
    z
      .int()
      .check(
        z.minimum(goldenInFlight, `must be at least ${goldenInFlight}: so many requests at a time test a release`),
        z.maximum(200),
      ),
    5,
  ),
});

const provisioned = z.strictObject({
  kind: z.literal('provisioned'),
  instanceType: z._default(instanceType, 'ml.m5.large'),
  instances: z._default(whole(1, 100), 1),
  /** Above `instances` the fleet grows with its load up to here. */
  maxInstances: z.optional(whole(1, 100)),
  /** Requests a minute that one instance should see; more, and the fleet grows. */
  requestsPerInstance: z._default(whole(1, 100_000), 1000),
});

const asynchronous = z.strictObject({
  kind: z.literal('async'),
  instanceType: z._default(instanceType, 'ml.m5.large'),
  instances: z._default(whole(1, 100), 1),
  /** Requests that one machine works on at a time; the others wait in SageMaker's queue. */
  maxConcurrentPerInstance: z._default(whole(1, 1000), 4),
});

/** Of what answers. */
export const hostingKinds = ['serverless', 'provisioned', 'async'] as const;
export type HostingKind = (typeof hostingKinds)[number];

/** What answers: nothing to pay while nobody asks, machines that wait for requests, or machines that work off a queue. */
export const hostingSchema = z.discriminatedUnion('kind', [serverless, provisioned, asynchronous]);

/** People wait for the test that follows pre-production. */
const preProductionHostingSchema = z.discriminatedUnion('kind', [serverless, provisioned], {
  error: 'must be serverless or provisioned: async endpoints are for production only',
});

/**
 * How a new version takes over. `replace`: when its fleet is healthy; the others also wait and roll back on alarms:
 * all requests at once, some instances' share first, or step by step.
 */
export const rolloutSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('replace') }),
  z.strictObject({ kind: z.literal('all-at-once') }),
  z.strictObject({ kind: z.literal('canary'), instances: z._default(whole(1, 50), 1) }),
  z.strictObject({ kind: z.literal('linear'), instances: z._default(whole(1, 50), 1) }),
]);

export type Hosting = z.infer<typeof hostingSchema>;
export type Rollout = z.infer<typeof rolloutSchema>;

const stageSettings = <Schema extends z.core.$ZodType>(hosting: Schema) =>
  z.strictObject({ hosting: z.optional(hosting), rollout: z.optional(rolloutSchema) });
const share = z.number().check(z.minimum(0), z.maximum(1));

/** How a workload's versions are released and served, as `everloop.config.ts` sets it; every field has a default. */
export const servingSettingsSchema = z.strictObject({
  preProduction: z.prefault(stageSettings(preProductionHostingSchema), {}),
  production: z.prefault(stageSettings(hostingSchema), {}),
  guardrails: z.prefault(
    z.strictObject({
      /** Of the new fleet's answers that are server errors; more in a minute, and the release is rolled back. */
      maxErrorShare: z._default(share, 0.01),
      /** 95 % of the new fleet's answers within so many milliseconds, as the container measures them. */
      maxModelLatencyMs: z._default(whole(1, 60_000), 1000),
    }),
    {},
  ),
  test: z.prefault(
    z.strictObject({
      /** Golden images that a release is tested with, spread over the classes. */
      goldenImages: z._default(whole(10, 1000), 50),
      /** Share of them that must get their class; left out: what the version reached in its evaluation, less chance. */
      minAccuracy: z.optional(share),
      /** 95 % of the answers within so many milliseconds, as the caller sees them. */
      maxLatencyMs: z._default(whole(1, 60_000), 2000),
    }),
    {},
  ),
});

export type ServingSettings = z.infer<typeof servingSettingsSchema>;

/** Settings of one workload in one environment, with everything decided. */
export const servingPlanSchema = z.object({
  /** In the order of the model's outputs. */
  classes: z.array(z.string()),
  guardrails: z.object({ maxErrorShare: z.number(), maxModelLatencyMs: z.number() }),
  test: z.object({ goldenImages: z.int(), minAccuracy: z.optional(z.number()), maxLatencyMs: z.int() }),
  stages: z.object({
    'pre-production': z.object({ hosting: hostingSchema, rollout: rolloutSchema }),
    production: z.object({ hosting: hostingSchema, rollout: rolloutSchema }),
  }),
});

export type ServingPlan = z.infer<typeof servingPlanSchema>;
