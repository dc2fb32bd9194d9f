import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { clientOf, eventually, uniqueName } from './iam-world';

/** A queue that receives SageMaker's events whose detail type begins like this; the answer waits until one fits, and gives all so far. */
export async function eventsOf(prefix: string): Promise<(until: (detail: any) => boolean) => Promise<any[]>> {
  const [sqs, bus] = [new SQSClient(clientOf()), new EventBridgeClient(clientOf())];
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName('events') }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Arn = Attributes?.['QueueArn'] ?? '';
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: Arn },
  ];
  await sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl,
      Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement }) },
    }),
  );
  const Rule = uniqueName('rule');
  const EventPattern = JSON.stringify({ source: ['aws.sagemaker'], 'detail-type': [{ prefix }] });
  await bus.send(new PutRuleCommand({ Name: Rule, EventPattern }));
  await bus.send(new PutTargetsCommand({ Rule, Targets: [{ Id: 'q', Arn }] }));
  const seen: any[] = [];
  return until =>
    eventually(async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      seen.push(...Messages.map(({ Body }) => JSON.parse(Body ?? '')));
      return seen.some(event => until(event.detail)) ? seen : undefined;
    });
}
