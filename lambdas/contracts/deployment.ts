import * as z from 'zod/mini';
import { correlationPattern } from './correlation';
import { hostingSchema, rolloutSchema, servingPlanSchema, stages } from './serving-settings';

/** Input of the state machine "Deploy model". */
export const deployModelCallSchema = z.object({
  workload: z.string(),
  stage: z.enum(stages),
  /** The version to deploy: never "the latest one", which may change between approval and deployment. */
  modelPackageArn: z.string(),
  correlationId: z.string().check(z.regex(correlationPattern)),
  /** Version that must still serve: the run goes back from it, and from no other that took over meanwhile. */
  replaces: z.optional(z.int()),
});

export type DeployModelCall = z.infer<typeof deployModelCallSchema>;

const network = z.object({ subnetIds: z.array(z.string()), securityGroupIds: z.array(z.string()) });

/** What the template knows and a caller can't choose; the state machine adds it to the call. */
export const servingSiteSchema = z.object({
  plans: z.record(z.string(), servingPlanSchema),
  /** ARN of the role that each workload's containers run with. */
  roles: z.record(z.string(), z.string()),
  /** Of the endpoints' volumes, and of what asynchronous ones write. */
  kmsKeyId: z.string(),
  /** Where asynchronous endpoints write. */
  predictionsBucket: z.string(),
  network: z.optional(network),
  /** How long a new fleet must stay free of alarms: each traffic step, and the whole fleet before the old one ends. */
  bakeSeconds: z.int(),
});

export type ServingSite = z.infer<typeof servingSiteSchema>;

/** Everything that one run of the state machine does, decided once: the later states follow it. */
export const deploymentSchema = z.object({
  /** Eight hexadecimal digits, unique to the run. */
  id: z.string(),
  workload: z.string(),
  stage: z.enum(stages),
  correlationId: z.string(),
  version: z.object({
    arn: z.string(),
    number: z.int(),
    artifactSha256: z.string(),
    contentSha256: z.string(),
    /** By digest, or by a tag that can't move. */
    image: z.string(),
    modelUri: z.string(),
    /** Share of the golden set that it named rightly when it was evaluated; null when nobody knows. */
    accuracy: z.nullable(z.number()),
  }),
  names: z.object({ endpoint: z.string(), config: z.string(), model: z.string() }),
  /** Configuration that serves before this deployment; null: the endpoint does not exist yet. */
  previousConfig: z.nullable(z.string()),
  hosting: hostingSchema,
  rollout: rolloutSchema,
  guardrails: z.object({ maxErrorShare: z.number(), maxModelLatencyMs: z.number() }),
  test: z.object({ goldenImages: z.int(), minAccuracy: z.optional(z.number()), maxLatencyMs: z.int() }),
  classes: z.array(z.string()),
  role: z.string(),
  kmsKeyId: z.string(),
  predictionsBucket: z.string(),
  network: z.optional(network),
  bakeSeconds: z.int(),
});

export type Deployment = z.infer<typeof deploymentSchema>;

/** Input of the functions of "Deploy model" that get more than a deployment. */
export const prepareInputSchema = z.object({
  call: deployModelCallSchema,
  site: servingSiteSchema,
  /** Name of the state machine's execution. */
  execution: z.string(),
});

export const watchInputSchema = z.object({ deployment: deploymentSchema, startedAt: z.iso.datetime() });

export const endInputSchema = z.object({
  call: deployModelCallSchema,
  execution: z.string(),
  startedAt: z.iso.datetime(),
  /** Absent when the run ended before anything was decided. */
  deployment: z.optional(deploymentSchema),
  /** Absent when the version serves. */
  error: z.optional(z.object({ Error: z.string(), Cause: z.optional(z.string()) })),
});

/** `guarded` runs probe the new fleet while it bakes: there is an old one to go back to. */
export const isGuarded = ({ previousConfig, rollout }: Pick<Deployment, 'previousConfig' | 'rollout'>): boolean =>
  previousConfig !== null && rollout.kind !== 'replace';

/** The one variant of our endpoints. */
export const variantName = 'AllTraffic';

/** Tags of an endpoint that tell what it serves. */
export const endpointTags = {
  workload: 'everloop:workload',
  stage: 'everloop:stage',
  version: 'everloop:version',
  correlationId: 'everloop:correlation-id',
  /** Configuration that was verified last; set when a deployment has succeeded. */
  proven: 'everloop:proven',
} as const;
