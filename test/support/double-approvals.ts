import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeEndpointCommand } from '@aws-sdk/client-sagemaker';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { CodePipelineReleases } from '../../lambdas/adapters/aws/codepipeline-releases';
import { DynamoDbReleaseDesks } from '../../lambdas/adapters/aws/dynamodb-release-desks';
import { DynamoDbTrailStore } from '../../lambdas/adapters/aws/dynamodb-trail-store';
import { versionOfConfig } from '../../lambdas/domain/release/deployed-version';
import type { TrailEvent } from '../../lambdas/domain/trail/trail-event';
import { ACCOUNT } from '../../local/cloud/environment';
import { eventually } from './deployed-everloop';
import type { FastModels } from './fast-models';
import type { ReleaseCloud } from './release-cloud';

const workload = 'product-images';
const pipeline = `everloop-local-${workload}-release`;
const patienceMs = 180_000;
const copies = 'CopiedApprovals';

export interface RoundResult {
  /** Versions whose release began, in their order. */
  readonly released: readonly number[];
  /** What was not as it must be; empty for a good round. */
  readonly problems: readonly string[];
  readonly seconds: number;
}

/** Approvals that meet, of versions of a deployed workload; people who decide are played. */
export class DoubleApprovals {
  private readonly sqs: SQSClient;
  private readonly desks: DynamoDbReleaseDesks;
  private readonly releases: CodePipelineReleases;
  private readonly trail: DynamoDbTrailStore;

  private constructor(
    private readonly world: ReleaseCloud,
    private readonly models: FastModels,
    private readonly queues: { readonly approvals: string; readonly copies: string },
  ) {
    const { settings, deployment } = world;
    const dynamoDb = new DynamoDBClient(settings);
    this.sqs = new SQSClient(settings);
    this.desks = new DynamoDbReleaseDesks(dynamoDb, deployment.ReleaseTable);
    this.releases = new CodePipelineReleases(new CodePipelineClient(settings), () => pipeline);
    this.trail = new DynamoDbTrailStore(dynamoDb, deployment.TrailTable);
  }

  static async create(world: ReleaseCloud, models: FastModels): Promise<DoubleApprovals> {
    const sqs = new SQSClient(world.settings);
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    const approvals = QueueUrls.find(url => /ReleaseApprovals/.test(url) && !/DeadLetters/.test(url));
    if (!approvals) throw new Error(`double approvals: a queue must take approvals, got ${QueueUrls}; see lib/release`);
    return new DoubleApprovals(world, models, { approvals, copies: await copyApprovals(world) });
  }

  /**
   * Two versions are approved at once, and their events come twice. In every second round a third one is approved while one
   * waits, and the first is rejected by a person. @param at number of the round
   */
  async run(at: number): Promise<RoundResult> {
    const begun = performance.now();
    const [before, isThird] = [await this.executions(), at % 2 === 1];
    const register = () => this.models.register({ approval: 'PendingManualApproval' });
    const two = [await register(), await register()];
    await Promise.all(two.map(version => this.world.decide(version, 'Approved')));
    const copies = await this.copiesOf(two);
    await Promise.all(copies.map(body => this.send(body)));
    const first = await this.asked(two);
    const second = two.find(version => version !== first) ?? 0;
    let last = second;
    if (isThird) {
      last = await register();
      await this.world.decide(last, 'Approved');
      await eventually('the newest one waits', async () =>
        (await this.desk()).waiting?.version === last ? true : null,
      );
    }
    await this.answer(isThird ? 'rejected' : 'approved');
    await this.asked([last]);
    await this.answer('approved');
    await eventually('an empty desk', async () => ((await this.desk()).holder === null ? true : null), patienceMs);
    // Once more, after everything: at least once has no end.
    await Promise.all(copies.map(body => this.send(body)));
    await this.drained();
    const expected = { released: [first, last], cancelled: isThird ? [second] : [], executions: before + 2 };
    const problems = await this.problems(expected, { at: isThird ? 'Failed' : 'Verified' });
    return { released: [first, last], problems, seconds: (performance.now() - begun) / 1000 };
  }

  private desk = () => this.desks.read(workload);

  /** The version among these whose release waits for a person. */
  private asked(versions: readonly number[]): Promise<number> {
    const look = async () => {
      const [{ holder }, waiting] = await Promise.all([this.desk(), this.releases.waiting(workload)]);
      const isAsked = waiting !== null && waiting.executionId === holder?.executionId;
      return isAsked && holder && versions.includes(holder.version) ? holder.version : null;
    };
    return eventually(`a decision on one of ${versions}`, look, patienceMs);
  }

  private async answer(decision: 'approved' | 'rejected'): Promise<void> {
    const waiting = await this.releases.waiting(workload);
    if (!waiting) throw new Error('double approvals: a release must wait for a decision, got none; see its pipeline');
    const approved = decision === 'approved';
    await this.releases.decide(workload, { token: waiting.token, approved, why: `${decision} by a benchmark` });
  }

  private async problems(
    expected: { released: readonly number[]; cancelled: readonly number[]; executions: number },
    { at: firstEnd }: { at: string },
  ): Promise<string[]> {
    const { released, cancelled } = expected;
    const [first = 0, last = 0] = released;
    const { holder, waiting } = await this.desk();
    const executions = await this.executions();
    const events = (await this.trail.read(workload)).events;
    const moments = (version: number) => momentsOf(events, version);
    const serving = await Promise.all((['pre-production', 'production'] as const).map(stage => this.serves(stage)));
    const ends = `${moments(first)};${moments(last)}`;
    const checks: readonly [string, boolean][] = [
      [`desk must be empty, got ${holder?.version} and ${waiting?.version}`, holder === null && waiting === null],
      [`executions must be ${expected.executions}, got ${executions}`, executions === expected.executions],
      [`both stages must serve ${last}, got ${serving}`, serving.every(version => version === last)],
      [`each must open and end once, got ${ends}`, ends === orderOf(firstEnd)],
      [`${last} must open after ${first} has ended`, timeOf(events, last, 'Opened') >= timeOf(events, first, firstEnd)],
      ...cancelled.map((version): [string, boolean] => [
        `${version} must be cancelled with a reason, got ${moments(version)}`,
        moments(version) === 'Cancelled' && whyOf(events, version).includes(`version ${last} was approved later`),
      ]),
    ];
    return checks.filter(([, holds]) => !holds).map(([rule]) => rule);
  }

  private async serves(stage: string): Promise<number | undefined> {
    const EndpointName = `everloop-local-${workload}-${stage}`;
    const found = await this.world.sageMaker.send(new DescribeEndpointCommand({ EndpointName }));
    return found.EndpointStatus === 'InService' ? versionOfConfig(found.EndpointConfigName ?? '') : undefined;
  }

  private async executions(): Promise<number> {
    const client = new CodePipelineClient(this.world.settings);
    let [count, nextToken] = [0, undefined as string | undefined];
    do {
      const page = await client.send(new ListPipelineExecutionsCommand({ pipelineName: pipeline, nextToken }));
      count += page.pipelineExecutionSummaries?.length ?? 0;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return count;
  }

  /** The events of these approvals, as they were delivered. */
  private copiesOf(versions: readonly number[]): Promise<readonly string[]> {
    const wanted = versions.map(version => this.world.arnOf(version));
    const found = new Map<string, string>();
    const { copies: QueueUrl } = this.queues;
    return eventually('copies of the events', async () => {
      const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { Body = '', ReceiptHandle } of Messages) {
        found.set((JSON.parse(Body) as { detail: { ModelPackageArn: string } }).detail.ModelPackageArn, Body);
        await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      const bodies = wanted.flatMap(arn => found.get(arn) ?? []);
      return bodies.length === wanted.length ? bodies : null;
    });
  }

  private async send(MessageBody: string): Promise<void> {
    await this.sqs.send(new SendMessageCommand({ QueueUrl: this.queues.approvals, MessageBody }));
  }

  /** Resolves when every approval was worked off. */
  private drained(): Promise<true> {
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    return eventually('an empty queue', async () => {
      const { Attributes = {} } = await this.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: this.queues.approvals, AttributeNames: [...AttributeNames] }),
      );
      return AttributeNames.every(name => Attributes[name] === '0') ? true : null;
    });
  }
}

const settled = new Set(['Opened', 'Cancelled', 'Verified', 'Failed', 'Stopped']);
const isOf = ({ kind, subject }: TrailEvent, version: number) => kind === 'release' && subject === `version ${version}`;

const momentsOf = (events: readonly TrailEvent[], version: number): string =>
  events
    .filter(event => isOf(event, version) && settled.has(event.status))
    .map(({ status }) => status)
    .reverse()
    .join();

const orderOf = (firstEnd: string): string => `Opened,${firstEnd};Opened,Verified`;
const timeOf = (events: readonly TrailEvent[], version: number, status: string): string =>
  events.find(event => isOf(event, version) && event.status === status)?.time ?? '';
const whyOf = (events: readonly TrailEvent[], version: number): string =>
  events.find(event => isOf(event, version) && event.status === 'Cancelled')?.why ?? '';

/** Every approval also goes to a queue of ours. @returns its URL */
async function copyApprovals({ settings }: ReleaseCloud): Promise<string> {
  const Arn = `arn:aws:sqs:${settings.region}:${ACCOUNT}:${copies}`;
  const Principal = { Service: 'events.amazonaws.com' };
  const statement = { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: Arn };
  const Attributes = { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) };
  const queue = new CreateQueueCommand({ QueueName: copies, Attributes });
  const { QueueUrl = '' } = await new SQSClient(settings).send(queue);
  const EventPattern = JSON.stringify({
    source: ['aws.sagemaker'],
    'detail-type': ['SageMaker Model Package State Change'],
    detail: { ModelApprovalStatus: ['Approved'] },
  });
  const events = new EventBridgeClient(settings);
  await events.send(new PutRuleCommand({ Name: copies, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: copies, Targets: [{ Id: 'Copy', Arn }] }));
  return QueueUrl;
}
