import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Statement } from '../../support/role-statements';
import { role as anyRole, Deployed, functionOf } from './deployed';
import { ACCOUNT, allow, asRoot, clientOf, eventually, permit, REGION, role, uniqueName } from './iam-world';

const sfn = () => new SFNClient(clientOf());
const arnOf = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const bucket = uniqueName('iam-flows');
const table = uniqueName('table');
const queue = uniqueName('queue');
const fn = uniqueName('echo');
const topic = arnOf('sns', uniqueName('topic'));
const child = uniqueName('child');

beforeAll(async () => {
  await new S3Client(clientOf()).send(new CreateBucketCommand({ Bucket: bucket }));
  await new S3Client(clientOf()).send(new PutObjectCommand({ Bucket: bucket, Key: 'in/a', Body: '[1]' }));
  await new DynamoDBClient(clientOf()).send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    }),
  );
  await new SQSClient(clientOf()).send(new CreateQueueCommand({ QueueName: queue }));
  await asRoot({
    service: 'sns',
    form: { Action: 'CreateTopic', Name: topic.split(':').at(-1) ?? '', Version: '2010-03-31' },
  });
  const stack = new Deployed('iam-echo');
  await stack.create({
    Role: anyRole,
    Echo: functionOf('exports.handler = async event => event;', { FunctionName: fn }),
  });
  await machine({ End: { Type: 'Succeed' } }, await role('states.amazonaws.com'), child);
});

/** A Standard state machine of these states; returns its ARN. */
async function machine(states: Record<string, object>, roleArn: string, name = uniqueName('flow')): Promise<string> {
  const definition = JSON.stringify({ StartAt: Object.keys(states)[0], States: states });
  await sfn().send(new CreateStateMachineCommand({ name, definition, roleArn }));
  return arnOf('states', `stateMachine:${name}`);
}

/** Runs it to its end; returns 'SUCCEEDED' or '<error>: <cause>'. */
async function outcomeOf(stateMachineArn: string): Promise<string> {
  const { executionArn } = await sfn().send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
  return eventually(async () => {
    const { status, error, cause } = await sfn().send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' ? undefined : status === 'SUCCEEDED' ? status : `${error}: ${cause}`;
  });
}

const task = (Resource: string, Parameters: object) => ({
  Task: { Type: 'Task', Resource: `arn:aws:states:::${Resource}`, Parameters, End: true },
});
const childArn = arnOf('states', `stateMachine:${child}`);
const rule = arnOf('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule');

/** [integration, its parameters, the statements it takes, the error when one is missing] */
const integrations: [string, object, Statement[], string][] = [
  [
    'lambda:invoke',
    { FunctionName: fn, Payload: {} },
    [allow('lambda:InvokeFunction', arnOf('lambda', `function:${fn}`))],
    'Lambda.AWSLambdaException',
  ],
  [
    'dynamodb:putItem',
    { TableName: table, Item: { id: { S: 'a' } } },
    [allow('dynamodb:PutItem', arnOf('dynamodb', `table/${table}`))],
    'DynamoDB.AmazonDynamoDBException',
  ],
  [
    'sqs:sendMessage',
    { QueueUrl: `http://127.0.0.1/${ACCOUNT}/${queue}`, MessageBody: 'a' },
    [allow('sqs:SendMessage', arnOf('sqs', queue))],
    'SQS.AmazonSQSException',
  ],
  ['sns:publish', { TopicArn: topic, Message: 'a' }, [allow('sns:Publish', topic)], 'SNS.AuthorizationErrorException'],
  [
    'events:putEvents',
    { Entries: [{ Source: 't', DetailType: 't', Detail: {} }] },
    [allow('events:PutEvents', arnOf('events', 'event-bus/default'))],
    'Events.AmazonCloudWatchEventsException',
  ],
  [
    'states:startExecution',
    { StateMachineArn: childArn },
    [allow('states:StartExecution', childArn)],
    'StepFunctions.AWSStepFunctionsException',
  ],
  [
    'states:startExecution.sync:2',
    { StateMachineArn: childArn },
    [
      allow('states:StartExecution', childArn),
      allow('states:DescribeExecution', arnOf('states', `execution:${child}:*`)),
      allow(['events:PutRule', 'events:PutTargets', 'events:DescribeRule'], rule),
    ],
    'StepFunctions.AWSStepFunctionsException',
  ],
  [
    'aws-sdk:s3:putObject',
    { Bucket: bucket, Key: 'out/a', Body: 'a' },
    [allow('s3:PutObject', `arn:aws:s3:::${bucket}/out/*`)],
    'S3.S3Exception',
  ],
  [
    'aws-sdk:s3:getObject',
    { Bucket: bucket, Key: 'in/a' },
    [allow('s3:GetObject', `arn:aws:s3:::${bucket}/in/*`)],
    'S3.S3Exception',
  ],
  [
    'aws-sdk:s3:copyObject',
    { Bucket: bucket, Key: 'out/b', CopySource: `${bucket}/in/a` },
    [allow('s3:PutObject', `arn:aws:s3:::${bucket}/out/*`), allow('s3:GetObject', `arn:aws:s3:::${bucket}/in/*`)],
    'S3.S3Exception',
  ],
  [
    'aws-sdk:s3:listObjectsV2',
    { Bucket: bucket, Prefix: 'in/' },
    [allow('s3:ListBucket', `arn:aws:s3:::${bucket}`, { StringEquals: { 's3:prefix': 'in/' } })],
    'S3.S3Exception',
  ],
  [
    'aws-sdk:dynamodb:transactWriteItems',
    { TransactItems: [{ Put: { TableName: table, Item: { id: { S: 'c' } } } }] },
    [allow('dynamodb:PutItem', arnOf('dynamodb', `table/${table}`))],
    'DynamoDb.DynamoDbException',
  ],
  [
    'aws-sdk:sqs:getQueueAttributes',
    { QueueUrl: `http://127.0.0.1/${ACCOUNT}/${queue}` },
    [allow('sqs:GetQueueAttributes', arnOf('sqs', queue))],
    'Sqs.SqsException',
  ],
];

test.each(integrations)(
  "a task's %s takes its statement in the machine's role",
  async (integration, parameters, statements, error) => {
    const roleArn = await role('states.amazonaws.com', statements);
    const flow = await machine(task(integration, parameters), roleArn);
    expect(await outcomeOf(flow)).toBe('SUCCEEDED');
    for (const missing of statements) {
      await permit(
        roleArn,
        statements.filter(statement => statement !== missing),
      );
      const outcome = await outcomeOf(flow);
      expect(outcome).toContain(`${error}: `);
      expect(outcome).toContain('is not authorized to perform: ');
    }
  },
);

test('a machine whose role does not trust Step Functions may do nothing', async () => {
  const roleArn = await role('lambda.amazonaws.com', [allow('*', '*')]);
  const flow = await machine(task('dynamodb:putItem', { TableName: table, Item: { id: { S: 'a' } } }), roleArn);
  expect(await outcomeOf(flow)).toContain('states.amazonaws.com is not authorized to assume role');
});

test("a nested machine acts with its own role, not with its parent's", async () => {
  const inner = task('dynamodb:putItem', { TableName: table, Item: { id: { S: 'a' } } });
  const child = await machine(inner, await role('states.amazonaws.com'));
  const parent = await role('states.amazonaws.com', [allow('*', '*')]);
  const flow = await machine(task('states:startExecution.sync:2', { StateMachineArn: child }), parent);
  expect(await outcomeOf(flow)).toContain('States.TaskFailed');
});

/** Where a Distributed Map reads and writes, in both languages. */
const mapFields: [string, object, object][] = [
  [
    'JSONPath',
    { Parameters: { Bucket: bucket, Prefix: 'in/' } },
    { Parameters: { Bucket: bucket, Prefix: 'results' } },
  ],
  [
    'JSONata',
    { Arguments: { Bucket: `{% '${bucket}' %}`, Prefix: "{% 'in' & '/' %}" } },
    { Arguments: `{% { 'Bucket': '${bucket}', 'Prefix': 'results' } %}` },
  ],
];

test.each(mapFields)(
  'a Distributed Map in %s takes ListBucket on what its reader lists, PutObject where its writer puts, StartExecution on itself',
  async (QueryLanguage, reading, writing) => {
    const name = uniqueName('backfill');
    const map = {
      Type: 'Map',
      QueryLanguage,
      ItemReader: { Resource: 'arn:aws:states:::s3:listObjectsV2', ...reading },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
        StartAt: 'Pass',
        States: { Pass: { Type: 'Pass', End: true } },
      },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', ...writing },
      End: true,
    };
    const statements: [Statement, string][] = [
      [
        allow('s3:ListBucket', `arn:aws:s3:::${bucket}`, { StringEquals: { 's3:prefix': 'in/' } }),
        'States.ItemReaderFailed',
      ],
      [allow('s3:PutObject', `arn:aws:s3:::${bucket}/results/*`), 'States.ResultWriterFailed'],
      [
        allow('states:StartExecution', arnOf('states', `stateMachine:${name}`)),
        'StepFunctions.AWSStepFunctionsException',
      ],
    ];
    const roleArn = await role('states.amazonaws.com');
    const flow = await machine({ Backfill: map }, roleArn, name);
    for (const [missing, error] of statements) {
      await permit(
        roleArn,
        statements.map(([statement]) => statement).filter(statement => statement !== missing),
      );
      expect(await outcomeOf(flow)).toContain(error);
    }
    await permit(
      roleArn,
      statements.map(([statement]) => statement),
    );
    expect(await outcomeOf(flow)).toBe('SUCCEEDED');
  },
);

test('an integration that maps to no IAM action is refused, not run', async () => {
  const roleArn = await role('states.amazonaws.com', [allow('*', '*')]);
  const flow = await machine(task('athena:startQueryExecution', { QueryString: 'select 1' }), roleArn);
  expect(await outcomeOf(flow)).toMatch(/States.Permissions: .*athena:startQueryExecution must map to an IAM action/);
});

test('a refused task writes nothing', async () => {
  const flow = await machine(
    task('aws-sdk:s3:putObject', { Bucket: bucket, Key: 'never/a', Body: 'a' }),
    await role('states.amazonaws.com'),
  );
  await outcomeOf(flow);
  const { KeyCount } = await new S3Client(clientOf()).send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: 'never/' }),
  );
  expect(KeyCount).toBe(0);
});
