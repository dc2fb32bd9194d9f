import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import {
  action,
  answer,
  approval,
  create,
  declaration,
  firstExecution,
  over,
  type SourceWorld,
  sourceWorld,
  tokenOf,
} from './codepipeline-world';
import { ACCOUNT, clientOf, eventually, REGION, uniqueName } from './iam-world';
import { eventsOf } from './sagemaker-events';

jest.setTimeout(60_000);

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld();
});

const kinds = (events: readonly any[], name: string) =>
  events
    .filter(({ detail }) => detail.pipeline === name)
    .map(event => [
      event['detail-type'].replace(/^CodePipeline | Execution State Change$/g, ''),
      ...[event.detail.stage, event.detail.action].filter(Boolean),
      event.detail.state,
    ]);

test('an execution tells the event bus of itself, its stages and its actions, in order', async () => {
  const until = await eventsOf('CodePipeline', 'aws.codepipeline');
  const name = await create(declaration(world, { Approve: [approval('Person')] }));
  const id = await firstExecution(name);
  await answer(name, ['Approve', 'Person'], { token: await tokenOf(name, 'Approve', id), status: 'Approved' });
  await over(name, id);
  const events = await until(({ pipeline, state, stage }) => pipeline === name && state === 'SUCCEEDED' && !stage);
  expect(new Set(kinds(events, name).map(String))).toEqual(
    new Set(
      [
        ['Pipeline', 'STARTED'],
        ['Stage', 'Source', 'STARTED'],
        ['Action', 'Source', 'Object', 'STARTED'],
        ['Action', 'Source', 'Object', 'SUCCEEDED'],
        ['Stage', 'Source', 'SUCCEEDED'],
        ['Stage', 'Approve', 'STARTED'],
        ['Action', 'Approve', 'Person', 'STARTED'],
        ['Action', 'Approve', 'Person', 'SUCCEEDED'],
        ['Stage', 'Approve', 'SUCCEEDED'],
        ['Pipeline', 'SUCCEEDED'],
      ].map(String),
    ),
  );
  const done = events.find(({ detail }) => detail.action === 'Object' && detail.state === 'SUCCEEDED');
  expect(done).toMatchObject({
    source: 'aws.codepipeline',
    'detail-type': 'CodePipeline Action Execution State Change',
    resources: [`arn:aws:codepipeline:${REGION}:${ACCOUNT}:${name}`],
    detail: {
      pipeline: name,
      'execution-id': id,
      'pipeline-execution-attempt': 1,
      version: 1,
      region: REGION,
      type: { owner: 'AWS', provider: 'S3', category: 'Source', version: '1' },
      'output-artifacts': [{ name: 'Source', s3location: { bucket: world.bucket } }],
      'execution-result': { 'external-execution-id': world.version },
    },
  });
});

test('an approval tells its topic where and by when to answer, in the documented form', async () => {
  const [sns, sqs] = [new SNSClient(clientOf()), new SQSClient(clientOf())];
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: uniqueName('approvals') }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName('approvals') }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const arn = Attributes?.['QueueArn'] ?? '';
  const statement = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: arn };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }));
  const asks = action(
    'Person',
    'Approval/Manual',
    { NotificationArn: TopicArn, CustomData: 'accuracy 0.97', ExternalEntityLink: 'https://example.com/report' },
    { timeoutInMinutes: 60 },
  );
  const name = await create(declaration(world, { Approve: [asks] }));
  const token = await tokenOf(name, 'Approve', await firstExecution(name));
  const message = await eventually(async () => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    return Messages[0]?.Body;
  });
  const { Subject, Message } = JSON.parse(message);
  expect(Subject).toBe(`APPROVAL NEEDED: AWS CodePipeline ${name} for action Person`);
  const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${REGION}#/view/${name}`;
  const told = JSON.parse(Message);
  expect(told).toEqual({
    region: REGION,
    consoleLink,
    approval: {
      pipelineName: name,
      stageName: 'Approve',
      actionName: 'Person',
      token,
      expires: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/),
      externalEntityLink: 'https://example.com/report',
      approvalReviewLink: `${consoleLink}/Approve/Person/approve/${token}`,
      customData: 'accuracy 0.97',
    },
  });
  const minutes = (Date.parse(told.approval.expires) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(57);
  expect(minutes).toBeLessThanOrEqual(60);
});
