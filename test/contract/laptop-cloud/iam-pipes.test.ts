import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Deployed } from './deployed';
import { ACCOUNT, allow, asRoot, clientOf, eventually, permit, REGION } from './iam-world';

const sqs = () => new SQSClient(clientOf());
const arnOf = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

describe('a pipe', () => {
  const stack = new Deployed('iam-pipe');
  const trusting = (Service: string) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
      },
    },
  });
  const attribute = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  const Machine = {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      StateMachineType: 'EXPRESS',
      RoleArn: attribute('MachineRole'),
      DefinitionString: JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } }),
    },
  };
  const Pipe = {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      RoleArn: attribute('Role'),
      Source: attribute('Queue'),
      Target: { Ref: 'Machine' },
      TargetParameters: { StepFunctionStateMachineParameters: { InvocationType: 'REQUEST_RESPONSE' } },
    },
  };
  const Queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 1 } };

  beforeAll(() =>
    stack.create({
      Role: trusting('pipes.amazonaws.com'),
      MachineRole: trusting('states.amazonaws.com'),
      Queue,
      Machine,
      Pipe,
    }),
  );

  const left = async () => {
    const url = stack.idOf('Queue');
    const form = { Action: 'GetQueueAttributes', QueueUrl: url, 'AttributeName.1': 'All', Version: '2012-11-05' };
    const text = await asRoot({ service: 'sqs', form });
    const count = (name: string) => Number(new RegExp(`<Name>${name}</Name><Value>(\\d+)`).exec(text)?.[1]);
    return count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesNotVisible');
  };
  const source = () => arnOf('sqs', stack.idOf('Queue').split('/').at(-1) ?? '');
  const statements = () => [
    allow('sqs:ReceiveMessage', source()),
    allow('sqs:DeleteMessage', source()),
    allow('sqs:GetQueueAttributes', source()),
    allow('states:StartSyncExecution', stack.idOf('Machine')),
  ];
  const send = () =>
    asRoot({
      service: 'sqs',
      form: { Action: 'SendMessage', QueueUrl: stack.idOf('Queue'), MessageBody: 'a', Version: '2012-11-05' },
    });
  const roleArn = () => `arn:aws:iam::${ACCOUNT}:role/${stack.idOf('Role')}`;

  test.each([0, 1, 2, 3])(
    'takes each statement of its role (without statement %i its message stays)',
    async index => {
      await sqs().send(new PurgeQueueCommand({ QueueUrl: stack.idOf('Queue') }));
      await permit(
        roleArn(),
        statements().filter((_, other) => other !== index),
      );
      await send();
      await new Promise(resolve => setTimeout(resolve, 1500));
      expect(await left()).toBe(1);
      await permit(roleArn(), statements());
      await eventually(async () => ((await left()) === 0 ? true : undefined));
    },
    30_000,
  );

  test('logs a refusal once, not at every poll, and again after it was mended', async () => {
    const refusal = `pipe ${stack.idOf('Pipe')}: `;
    const log = join(process.env['EVERLOOP_TEST_STATE'] ?? '', 'logs', 'emulator.log');
    const refusals = () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter(line => line.includes(refusal) && line.includes('sqs:DeleteMessage')).length;
    const before = refusals();
    for (const expected of [before + 1, before + 2]) {
      await permit(
        roleArn(),
        statements().filter((_, index) => index !== 1),
      );
      await send();
      await eventually(async () => (refusals() > expected - 1 ? true : undefined));
      await new Promise(resolve => setTimeout(resolve, 2500)); // two polls more
      expect(refusals()).toBe(expected);
      await permit(roleArn(), statements());
      await eventually(async () => ((await left()) === 0 ? true : undefined));
    }
  }, 30_000);

  test('with REQUEST_RESPONSE takes StartSyncExecution: StartExecution is not enough', async () => {
    await permit(roleArn(), [...statements().slice(0, 3), allow('states:StartExecution', stack.idOf('Machine'))]);
    await send();
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect(await left()).toBe(1);
  }, 30_000);
});
