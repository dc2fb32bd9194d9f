import * as z from 'zod';
import { instanceFault } from '../../lambdas/contracts/instance-type';
import { workloads } from '../workloads';
import { laptop } from './laptop';
import { servingProblems } from './serving-problems';
import { trackingSchema } from './tracking';

const account = z.string().regex(/^\d{12}$/, 'must be 12 digits');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1');
const email = z.email('must be an e-mail address');
const days = z.int().min(1).max(3650);

/** CloudWatch Logs takes these and no others. */
const logDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const logRetentionDays = z
  .int()
  .refine(value => logDays.includes(value), `must be one of ${logDays.join(', ')} (what CloudWatch Logs takes)`);

/** The stacks need no VPC; functions move into an imported one when it is named. */
const network = z.strictObject({
  vpcId: z.string().regex(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, 'must be a VPC id: vpc- and 8 or 17 hexadecimal digits'),
  availabilityZones: z.array(z.string()).min(1),
  privateSubnetIds: z
    .array(
      z
        .string()
        .regex(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 'must be a subnet id: subnet- and 8 or 17 hexadecimal digits'),
    )
    .min(1),
});

/** How long each bucket keeps its objects, days; `curated` and `models` keep theirs. */
const retentionDays = z.strictObject({
  intake: days.default(90),
  quarantine: days.default(180),
  predictions: days.default(365),
  accessLogs: days.default(90),
  /** Replaced and deleted versions, in every bucket. */
  noncurrentVersions: days.default(30),
});

const ingestion = z.strictObject({
  /** Messages in one workflow execution; at 10 a million images costs about $1.70. */
  batchSize: z.int().min(1).max(50).default(10),
  /** How long a batch may wait to fill, seconds. */
  batchWindowSeconds: z.int().min(0).max(300).default(2),
  /** After how long a failed item is tried again, seconds; also the longest a workflow may run. */
  retrySeconds: z.int().min(30).max(300).default(300),
  /** Tries before an item goes to the dead-letter queue. */
  maxTries: z.int().min(5, 'must be at least 5: a queue policy, a key or a deploy may take minutes').max(50).default(5),
  /** 1,769 MiB is one full vCPU; sharp peaks below 512 MiB. */
  functionMemoryMiB: z.int().min(512).max(10_240).default(1769),
  /** Batches of a backfill under way at a time; each calls the functions once. */
  backfillConcurrency: z.int().min(1).max(1000).default(20),
});

/** Transform jobs of backfills. */
const transform = z.strictObject({
  instanceType: z
    .string()
    .refine(type => instanceFault(type) === undefined, {
      error: ({ input }) => instanceFault(String(input)) ?? 'invalid',
    })
    .default('ml.m5.large'),
  /** Machines of a job; SageMaker gives each a share of the images. */
  instances: z.int().min(1).max(20).default(1),
  /** About as many images a job: each waits minutes for its machine, and is planned and handed over within 15 minutes. */
  imagesPerJob: z.int().min(1000).max(100_000).default(50_000),
});

const predictions = z.strictObject({
  /** Batches of ten images under way at a time: bounds what the endpoint is asked for. */
  concurrency: z.int().min(2, 'must be at least 2: Lambda takes no less').max(1000).default(5),
  /** How long a batch may wait to fill, seconds. */
  batchWindowSeconds: z.int().min(0).max(300).default(2),
  /** After how long an image whose prediction failed is tried again, seconds. */
  retrySeconds: z.int().min(60, 'must be at least 60: as long as the function may run').max(43_200).default(360),
  /** Tries before an image goes to the dead-letter queue. */
  maxTries: z.int().min(5, 'must be at least 5: an endpoint, a key or a deploy may take minutes').max(50).default(8),
  /** How long an image waits at most before it is looked again whether there is an endpoint; SQS delays no longer. */
  longestWaitSeconds: z.int().min(1).max(900).default(900),
  /** Whether the records of each hour, NDJSON one by one, are gathered into Parquet too. */
  parquet: z.boolean().default(true),
  transform: transform.prefault({}),
});

const alarms = z.strictObject({
  /** Oldest waiting message, minutes. */
  queueAgeMinutes: z.int().min(1).max(1440).default(15),
});

/** How fast a release goes; what it does is the workload's. */
const serving = z.strictObject({
  /** How long a new fleet must stay free of alarms, seconds: after each traffic step, and before the old one ends. */
  bakeSeconds: z.int().min(0).max(3600).default(600),
  /** How often a deployment looks what SageMaker is doing, seconds. */
  pollSeconds: z.int().min(1).max(300).default(15),
  /** `fixed`: `maxInstances` is left out, every fleet keeps its `instances`; where no Application Auto Scaling is. */
  fleets: z.enum(['scaled', 'fixed']).default('scaled'),
});

/** How retraining goes here, where that differs from what the workloads say. */
const retraining = z.strictObject({
  /** How often it is looked for lost leases, alarms that stay and new labels. */
  lookEveryMinutes: z.int().min(1).max(60).default(5),
  /** Instead of each workload's own. */
  cooldownMinutes: z.int().min(0).max(43_200).optional(),
  /** Instead of each workload's own. */
  budgetPerDay: z.int().min(0).max(50).optional(),
});

/** How predictions are watched here, where that differs from what the workloads say. */
const drift = z.strictObject({
  windowSeconds: z.int().min(10).max(604_800).optional(),
  stepSeconds: z.int().min(10).max(604_800).optional(),
  graceSeconds: z.int().min(0).max(3600).optional(),
  looks: z.enum(['scheduled', 'prompt']).optional(),
  /** Labelled examples, of a class where there are any, below which KPIs are withheld; with few, only a deep fall is told from chance. */
  minimumLabels: z.int().min(1).max(100_000).optional(),
  /** Loss of recall or precision, or rise of RMSE, below which no window breaches, 0 to 1. */
  maxLoss: z.number().min(0).max(1).optional(),
  /** Of the alarms, seconds: a shorter one costs three times as much and is heard of earlier. */
  alarmSeconds: z.union([z.literal(10), z.literal(30), z.literal(60)]).default(60),
});

/** Who mails come from. */
const mail = z.strictObject({
  /** SES must have verified it, or its domain. */
  from: email,
  /** The verified domain, where `from` is an address of one; the address itself when left out. */
  identity: z
    .string()
    .regex(/^([^@\s]+@)?[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a domain or an e-mail address')
    .optional(),
});

/** SES takes no more in one mail. */
const mostReaders = 50;

export const environmentSchema = z
  .strictObject({
    /** The account of the credentials when left out. */
    account: account.optional(),
    region: region.optional(),
    /** `host`: the machine that runs `everloop`; only the laptop cloud runs functions there. */
    functionPlatform: z.enum(['linux-arm64', 'linux-x64', 'host']).default('linux-arm64'),
    /** Whether `cdk destroy` deletes the data too; otherwise buckets, table and key stay. */
    dataMayGo: z.boolean().default(false),
    network: network.optional(),
    retentionDays: retentionDays.prefault({}),
    logRetentionDays: logRetentionDays.default(90),
    ingestion: ingestion.prefault({}),
    predictions: predictions.prefault({}),
    alarms: alarms.prefault({}),
    serving: serving.prefault({}),
    retraining: retraining.prefault({}),
    drift: drift.prefault({}),
    /** Experiments: one MLflow run for each training execution. */
    tracking: trackingSchema.default({ kind: 'off' }),
    /** Who is told of alarms in this environment; each address must confirm the mail that SNS sends it. */
    recipients: z.array(email).default([]),
    /** HTML mails by SES; without it addresses get plain text of the topic. */
    mail: mail.optional(),
    /** Who is asked to approve or reject new versions of a model; the recipients of alarms when left out. */
    approvers: z.array(email).optional(),
  })
  .check(({ value, issues }) => {
    const isLaptop = value.account === laptop.account;
    const { kind } = value.tracking;
    const wrong = isLaptop ? kind === 'managed' : kind === 'local';
    if (!wrong) return;
    const message = isLaptop
      ? 'must be off or local in the laptop cloud: it has no managed MLflow'
      : 'must be off or managed in an account: only the laptop cloud has a local store';
    issues.push({ code: 'custom', path: ['tracking', 'kind'], message, input: value });
  })
  .check(({ value, issues }) => {
    if (!value.mail) return;
    const { from, identity = from } = value.mail;
    const readers = new Set([...value.recipients, ...(value.approvers ?? [])]).size;
    const say = (path: string[], message: string) => issues.push({ code: 'custom', path, message, input: value });
    if (readers === 0) say(['mail'], 'must come with recipients or approvers: nobody would get a mail');
    if (readers > mostReaders) say(['recipients'], `must be at most ${mostReaders} with approvers: a mail has no more`);
    if (from !== identity && !from.endsWith(`@${identity}`)) {
      say(['mail', 'identity'], `must be ${from} or the domain behind its @`);
    }
  })
  .check(({ value, issues }) => {
    if (value.account !== laptop.account || value.region === undefined || value.region === laptop.region) return;
    const message = `must be ${laptop.region} in the laptop cloud (account ${laptop.account})`;
    issues.push({ code: 'custom', path: ['region'], message, input: value });
  });

const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,15}$/, 'must be 1 to 16 lower-case letters, digits or hyphens: it is part of stack names');

type Workloads = typeof workloads;
type WorkloadSettings = { [W in Workloads[number] as W['id']]: z.ZodPrefault<W['settings']> };

const workloadSettings = z.strictObject(
  Object.fromEntries(
    workloads.map(({ id, settings }) => [id, z.prefault(settings, {})]),
  ) as unknown as WorkloadSettings,
);

export const configSchema = z
  .strictObject({
    /** Prefix of stack names. */
    project: z
      .string()
      .regex(/^[A-Z][A-Za-z0-9]{0,20}$/, 'must be 1 to 21 letters or digits, first one a capital')
      .default('Everloop'),
    environments: z
      .record(environmentName, environmentSchema)
      .refine(environments => Object.keys(environments).length > 0, 'must name at least one environment'),
    workloads: workloadSettings.prefault({}),
  })
  .check(({ value, issues }) => {
    for (const { path, message, input } of servingProblems(value)) {
      issues.push({ code: 'custom', path: [...path], message, input });
    }
  });

export type ConfigInput = z.input<typeof configSchema>;
export type Config = z.output<typeof configSchema>;
export type EnvironmentInput = z.input<typeof environmentSchema>;
export type Environment = z.output<typeof environmentSchema>;
