import { ConfigError, defineConfig } from '../../../lib/config/define-config';
import type { ConfigInput } from '../../../lib/config/schema';

const problemsOf = (input: unknown): readonly string[] => {
  try {
    defineConfig(input as ConfigInput);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};
const inDev = (dev: object) => ({ environments: { dev } });

it('fills in every default', () => {
  const config = defineConfig(inDev({}));
  expect(config.environments['dev']).toMatchObject({
    dataMayGo: false,
    functionPlatform: 'linux-arm64',
    recipients: [],
  });
  expect(config.workloads['product-images'].classes).toHaveLength(5);
});

it.each([
  [
    'an account that is none',
    inDev({ account: '12' }),
    'environments.dev.account: account must be 12 digits, got "12"',
  ],
  [
    'mails to nobody',
    inDev({ mail: { from: 'everloop@example.org' } }),
    'environments.dev.mail: mail must come with recipients or approvers: nobody would get a mail, got {"from":"everloop@example.org"}',
  ],
  [
    'an identity that the sender is not of',
    inDev({ approvers: ['a@example.org'], mail: { from: 'everloop@example.org', identity: 'ample.org' } }),
    'environments.dev.mail.identity: identity must be everloop@example.org or the domain behind its @, got "ample.org"',
  ],
  [
    'more readers than a mail takes',
    inDev({ recipients: Array.from({ length: 51 }, (_, i) => `a${i}@x.org`), mail: { from: 'everloop@x.org' } }),
    expect.stringMatching(/^environments.dev.recipients: recipients must be at most 50 with approvers/),
  ],
  [
    'an unknown setting',
    inDev({ colour: 1 }),
    'environments.dev.colour: colour must be a known setting, got an unknown one; check the spelling',
  ],
  [
    'a number below its range',
    inDev({ retentionDays: { intake: 0 } }),
    'environments.dev.retentionDays.intake: intake must be at least 1, got 0',
  ],
  [
    'a recipient without an address',
    inDev({ recipients: ['me'] }),
    'environments.dev.recipients.0: recipients must be an e-mail address, got "me"',
  ],
  [
    'a number that may not be its limit',
    { ...inDev({}), workloads: { 'product-images': { images: { maxSidePixels: 0 } } } },
    'workloads.product-images.images.maxSidePixels: maxSidePixels must be more than 0, got 0',
  ],
  [
    'an endpoint that its own tests would overrun',
    {
      ...inDev({}),
      workloads: {
        'product-images': { serving: { preProduction: { hosting: { kind: 'serverless', maxConcurrency: 3 } } } },
      },
    },
    'workloads.product-images.serving.preProduction.hosting.maxConcurrency: maxConcurrency must be at least 4: so many requests at a time test a release, got 3',
  ],
  [
    'an endpoint that answers by files before production',
    { ...inDev({}), workloads: { 'product-images': { serving: { preProduction: { hosting: { kind: 'async' } } } } } },
    'workloads.product-images.serving.preProduction.hosting.kind: kind must be serverless or provisioned: async endpoints are for production only, got "async"',
  ],
  [
    'another region in the laptop cloud',
    inDev({ account: '000000000000', region: 'eu-central-1' }),
    'environments.dev.region: region must be us-east-1 in the laptop cloud (account 000000000000), got "eu-central-1"',
  ],
  [
    'a local experiment store in an account',
    inDev({ tracking: { kind: 'local' } }),
    'environments.dev.tracking.kind: kind must be off or managed in an account: only the laptop cloud has a local store, got "local"',
  ],
  [
    'a managed experiment store in the laptop cloud',
    inDev({
      account: '000000000000',
      tracking: { kind: 'managed', storeArn: 'arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-1' },
    }),
    'environments.dev.tracking.kind: kind must be off or local in the laptop cloud: it has no managed MLflow, got "managed"',
  ],
  [
    'an experiment store that is none',
    inDev({ tracking: { kind: 'managed', storeArn: 'https://mlflow.example.com' } }),
    'environments.dev.tracking.storeArn: storeArn must be the ARN of a SageMaker MLflow tracking server or app, got "https://mlflow.example.com"',
  ],
  [
    'a store of a kind that has none',
    inDev({ tracking: { kind: 'off', storeArn: 'arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-1' } }),
    'environments.dev.tracking.storeArn: storeArn must be a known setting, got an unknown one; check the spelling',
  ],
  [
    'too few tries',
    inDev({ ingestion: { maxTries: 2 } }),
    'environments.dev.ingestion.maxTries: maxTries must be at least 5: a queue policy, a key or a deploy may take minutes, got 2',
  ],
  [
    'a machine of backfills with a processor that the container lacks',
    inDev({ predictions: { transform: { instanceType: 'ml.c7g.large' } } }),
    'environments.dev.predictions.transform.instanceType: instanceType must be x86: the container runs on no Graviton, got "ml.c7g.large"',
  ],
  ['no environment', { environments: {} }, 'environments: environments must name at least one environment, got {}'],
  [
    'a bad environment name',
    { environments: { Dev: {} } },
    'environments.Dev: name must be 1 to 16 lower-case letters, digits or hyphens: it is part of stack names, got "Dev"',
  ],
  [
    'an unknown workload',
    { ...inDev({}), workloads: { nope: {} } },
    'workloads.nope: nope must be a known setting, got an unknown one; check the spelling',
  ],
  [
    'a class that is no folder name',
    { ...inDev({}), workloads: { 'product-images': { classes: ['a', 'B C'] } } },
    'workloads.product-images.classes.1: classes must be lower-case words with hyphens, since it becomes a folder name, got "B C"',
  ],
])('fails for %s', (_, input, problem) => {
  expect(problemsOf(input)).toContainEqual(problem);
});

it('fails with all problems at once', () => {
  const input = { environments: { dev: { account: 'x', region: 'moon' }, prod: { logRetentionDays: 8 } } };
  expect(problemsOf(input)).toHaveLength(3);
});
