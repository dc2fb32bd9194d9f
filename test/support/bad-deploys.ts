import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateEndpointConfigCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  UpdateEndpointCommand,
} from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DynamoDbTrailStore } from '../../lambdas/adapters/aws/dynamodb-trail-store';
import { SageMakerAsyncCaller } from '../../lambdas/adapters/aws/sagemaker-async-caller';
import { SageMakerEndpointCaller } from '../../lambdas/adapters/aws/sagemaker-endpoint-caller';
import { systemClock } from '../../lambdas/adapters/clock';
import { identityFault } from '../../lambdas/domain/serving/identity';
import { askGolden } from '../../lambdas/handlers/serving/ask-golden';
import { eventually } from './deployed-everloop';
import { classes, type FastModels, type FastVersion } from './fast-models';
import type { ReleaseCloud } from './release-cloud';

const workload = 'product-images';
const EndpointName = `everloop-local-${workload}-production`;

interface BadDeploy {
  readonly version: FastVersion;
  /** What somebody or something does while the deployment runs. */
  readonly meddle?: (meddler: Meddler) => Promise<void>;
}

/** Ways in which a deployment goes wrong; numbers that differ give variants of one kind. */
export const badDeploys = {
  'server errors': () => ({ version: { fault: 'server-errors' } }),
  slow: () => ({ version: { fault: 'slow' } }),
  'wrong label map': () => ({ version: { fault: 'wrong-labels' } }),
  'altered artifact': at => ({ version: { alterAs: at % 2 === 0 ? 'bytes' : 'another-model' } }),
  'image gone': () => ({ version: { imageIs: 'gone' } }),
  'config race': () => ({ version: {}, meddle: meddler => meddler.updateByHand() }),
  'silent rollback': at => ({
    version: {},
    meddle: meddler => (at % 2 === 0 ? meddler.raiseAlarm() : meddler.deleteAlarm()),
  }),
} as const satisfies Record<string, (at: number) => BadDeploy>;

export type BadDeployKind = keyof typeof badDeploys;

export interface BadDeployResult {
  readonly kind: BadDeployKind;
  readonly version: number;
  /** What production serves after the end that it should not; undefined when the version before answers rightly. */
  readonly servesBad: string | undefined;
  /** What the trail says; undefined when the deployment was not reported as failed. */
  readonly reported: string | undefined;
  /** Of the deployment. */
  readonly seconds: number;
}

/** Deploys one bad version to production and looks what serves afterwards. */
export async function runBadDeploy(
  kind: BadDeployKind,
  at: number,
  { world, models, good }: { world: ReleaseCloud; models: FastModels; good: number },
): Promise<BadDeployResult> {
  const { version: bad, meddle }: BadDeploy = badDeploys[kind](at);
  const version = await models.register(bad);
  const byHand = meddle && (await Meddler.prepare(world, models));
  const begun = performance.now();
  const execution = await world.startDeployment(version, 'production');
  const [{ status }] = await Promise.all([world.endOf(execution), byHand && meddle(byHand)]);
  const seconds = (performance.now() - begun) / 1000;
  const reported = status === 'FAILED' ? await reasonOf(world, version) : undefined;
  return { kind, version, servesBad: await wrongInService(world, good), reported, seconds };
}

async function reasonOf({ settings, deployment }: ReleaseCloud, version: number): Promise<string | undefined> {
  const trail = new DynamoDbTrailStore(new DynamoDBClient(settings), deployment.TrailTable);
  const { events } = await trail.read(workload);
  const record = events.find(({ kind, subject }) => kind === 'deployment' && subject === `production ${version}`);
  return record?.status === 'Failed' ? record.why : undefined;
}

/** Asks every class: each answer must be right, and of the good version. */
async function wrongInService(world: ReleaseCloud, good: number): Promise<string | undefined> {
  const { settings, objects, deployment } = world;
  const { status, config } = await atRest(world);
  if (status !== 'InService') return `endpoint is ${status}`;
  const client = new SageMakerRuntimeClient(settings);
  const caller = new SageMakerEndpointCaller(client, systemClock);
  const storedCaller = new SageMakerAsyncCaller({ client, objects, clock: systemClock });
  const effects = { objects, caller, storedCaller, curatedBucket: deployment.CuratedBucket };
  const asked = {
    workload,
    classes,
    endpoint: EndpointName,
    hosting: 'provisioned',
    images: 2 * classes.length,
  } as const;
  const answers = await askGolden(asked, effects);
  const { CustomerMetadataProperties: metadata = {} } = await world.describe(good);
  const { artifactSha256 = '', contentSha256 = '' } = metadata;
  const wanted = { arn: world.arnOf(good), artifactSha256, contentSha256 };
  for (const { label, predicted, failure, identity } of answers) {
    const fault = failure ?? identityFault(identity, wanted) ?? (predicted === label ? undefined : `${label} wrong`);
    if (fault !== undefined) return `${config}: ${fault}`;
  }
  return undefined;
}

const atRest = (world: ReleaseCloud) =>
  eventually('an endpoint at rest', async () => {
    const { EndpointStatus: status = '', EndpointConfigName: config = '' } = await world.sageMaker.send(
      new DescribeEndpointCommand({ EndpointName }),
    );
    return /ing$|Back$/.test(status) ? null : { status, config };
  });

const lookMs = 50;

/** Somebody with an AWS console in the middle of a deployment. */
class Meddler {
  private constructor(
    private readonly world: ReleaseCloud,
    private readonly serving: string,
    /** A configuration of a model whose answers are wrong. */
    private readonly byHand: string,
  ) {}

  static async prepare(world: ReleaseCloud, models: FastModels): Promise<Meddler> {
    const { config } = await atRest(world);
    const { ProductionVariants, KmsKeyId } = await world.sageMaker.send(
      new DescribeEndpointConfigCommand({ EndpointConfigName: config }),
    );
    const ModelName = await models.makeModel('wrong-labels', ProductionVariants?.[0]?.ModelName ?? '');
    const variants = ProductionVariants?.map(variant => ({ ...variant, ModelName }));
    await world.sageMaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: ModelName, ProductionVariants: variants, KmsKeyId }),
    );
    return new Meddler(world, config, ModelName);
  }

  /** As soon as the new fleet has taken over, before anybody has looked at it. */
  async updateByHand(): Promise<void> {
    await this.seen('the new configuration in service', ({ EndpointConfigName, EndpointStatus }) =>
      EndpointStatus === 'InService' && EndpointConfigName !== this.serving ? true : null,
    );
    await this.world.sageMaker.send(new UpdateEndpointCommand({ EndpointName, EndpointConfigName: this.byHand }));
  }

  /** SageMaker goes back to the old fleet by itself, and the endpoint is InService. */
  async raiseAlarm(): Promise<void> {
    const AlarmName = `${await this.pendingConfig()}-errors`;
    const client = new CloudWatchClient(this.world.settings);
    await this.seen('a rollback', async ({ EndpointStatus }) => {
      const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
      if (EndpointStatus !== 'Updating' || MetricAlarms.length === 0) return true;
      await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'ALARM', StateReason: 'by hand' }));
      return null;
    });
  }

  /** An update whose alarm is gone is not left unguarded: SageMaker goes back, too. */
  async deleteAlarm(): Promise<void> {
    const AlarmNames = [`${await this.pendingConfig()}-latency`];
    await new CloudWatchClient(this.world.settings).send(new DeleteAlarmsCommand({ AlarmNames }));
  }

  private pendingConfig(): Promise<string> {
    return this.seen(
      'an update',
      ({ PendingDeploymentSummary }) => PendingDeploymentSummary?.EndpointConfigName ?? null,
    );
  }

  private async seen<T>(what: string, look: (endpoint: Seen) => T | null | Promise<T | null>): Promise<T> {
    const end = Date.now() + 60_000;
    while (Date.now() < end) {
      const found = await look(await this.world.sageMaker.send(new DescribeEndpointCommand({ EndpointName })));
      if (found !== null) return found;
      await new Promise(resolve => setTimeout(resolve, lookMs));
    }
    throw new Error(`${what}: must be seen within 60 s, got nothing`);
  }
}

interface Seen {
  readonly EndpointStatus?: string | undefined;
  readonly EndpointConfigName?: string | undefined;
  readonly PendingDeploymentSummary?: { readonly EndpointConfigName?: string | undefined } | undefined;
}
