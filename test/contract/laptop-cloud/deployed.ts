import { randomBytes } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';

/** The connection of every client: the shared laptop cloud, as its root caller. */
export const connection = {
  endpoint: process.env['EVERLOOP_TEST_ENDPOINT'] ?? 'http://127.0.0.1:4566',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/** Calls `look` until it returns something, at most `seconds` long; the last refusal explains the failure. */
export async function eventually<T>(look: () => Promise<T | undefined>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let refusal: unknown;
  while (Date.now() < deadline) {
    try {
      const seen = await look();
      if (seen !== undefined) return seen;
    } catch (error) {
      refusal = error;
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
  throw new Error(`nothing seen within ${seconds} s`, { cause: refusal });
}

export const unique = (name: string) => `${name}-${randomBytes(4).toString('hex')}`;

/** Deletes every version and delete marker of a bucket, which its stack cannot do. */
export async function emptyBucket(Bucket: string): Promise<void> {
  const s3 = new S3Client({ ...connection, forcePathStyle: true });
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  for (const { Key = '', VersionId = '' } of [...Versions, ...DeleteMarkers]) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  }
}

const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
const services = ['lambda', 'states', 'pipes', 'events', 'scheduler'].map(name => `${name}.amazonaws.com`);

/** A role that every service of these tests may take and that may do everything: IAM has contract tests of its own. */
export const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'everything', PolicyDocument: everything }],
  },
};

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const functionOf = (code: string, properties: object = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Code: { ZipFile: code },
    Role: arnOf('Role'),
    Timeout: 10,
    ...properties,
  },
});

/** A state machine; `${Logical}` in its definition is replaced by the ARN or reference in `substitutions`. */
export const machineOf = (
  definition: object,
  substitutions: Record<string, unknown> = {},
  type: 'EXPRESS' | 'STANDARD' = 'EXPRESS',
) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: {
    StateMachineType: type,
    RoleArn: arnOf('Role'),
    DefinitionString: JSON.stringify(definition),
    DefinitionSubstitutions: substitutions,
  },
});

/** Lets a service send to a queue. */
export const queuePolicyFor = (queue: string, service: string) => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: queue }],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: service }, Action: 'sqs:SendMessage', Resource: arnOf(queue) },
      ],
    },
  },
});

/** One CloudFormation stack, as `cdk deploy` would create it. */
export class Deployed {
  private readonly client = new CloudFormationClient(connection);
  private physical: Record<string, string> = {};
  private id: string;
  readonly name: string;

  constructor(name: string) {
    this.name = unique(name);
    this.id = this.name;
  }

  async create(resources: object): Promise<void> {
    const body = { TemplateBody: JSON.stringify({ Resources: resources }), Capabilities: ['CAPABILITY_IAM' as const] };
    const { StackId } = await this.client.send(new CreateStackCommand({ StackName: this.name, ...body }));
    this.id = StackId ?? this.name;
    await this.settled('CREATE_COMPLETE');
  }

  async update(resources: object): Promise<void> {
    const body = { TemplateBody: JSON.stringify({ Resources: resources }), Capabilities: ['CAPABILITY_IAM' as const] };
    await this.client.send(new UpdateStackCommand({ StackName: this.name, ...body }));
    await this.settled('UPDATE_COMPLETE');
  }

  async destroy(expected = 'DELETE_COMPLETE'): Promise<void> {
    await this.client.send(new DeleteStackCommand({ StackName: this.name }));
    await this.settled(expected);
  }

  /** The physical id of a resource: a queue's URL, a function's name, a state machine's ARN. */
  idOf(logicalId: string): string {
    const id = this.physical[logicalId];
    if (id === undefined) throw new Error(`stack ${this.name} must have ${logicalId}`);
    return id;
  }

  /** Why resources failed, newest first. */
  async failures(): Promise<string[]> {
    const { StackEvents = [] } = await this.client.send(new DescribeStackEventsCommand({ StackName: this.id }));
    return StackEvents.filter(event => event.ResourceStatus?.endsWith('FAILED')).map(
      event => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`,
    );
  }

  private async settled(expected: string): Promise<void> {
    const status = await eventually(async () => {
      const { Stacks = [] } = await this.client.send(new DescribeStacksCommand({ StackName: this.id }));
      const now = Stacks[0]?.StackStatus ?? 'GONE';
      return now.endsWith('IN_PROGRESS') ? undefined : now;
    }, 60);
    if (status !== expected) throw new Error(`stack ${this.name} is ${status}: ${(await this.failures()).join('; ')}`);
    if (expected === 'DELETE_COMPLETE') return;
    const { StackResources = [] } = await this.client.send(new DescribeStackResourcesCommand({ StackName: this.id }));
    for (const resource of StackResources) {
      this.physical[resource.LogicalResourceId ?? ''] = resource.PhysicalResourceId ?? '';
    }
  }
}
