import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateModelPackageCommand,
  DescribePipelineCommand,
  SageMakerClient,
  UpdateModelPackageCommand,
} from '@aws-sdk/client-sagemaker';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { readStories } from '../../cli/trail/read-stories';
import { DynamoDbTrailStore } from '../../lambdas/adapters/aws/dynamodb-trail-store';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import { deployedEverloop, eventually } from '../support/deployed-everloop';

const name = 'everloop-local-product-images';
const sageMaker = new SageMakerClient();
const sqs = new SQSClient();
let deployment: Deployment;
let mailbox: string;

beforeAll(async () => {
  ({ deployment } = await deployedEverloop());
  mailbox = await subscribe(deployment.ApprovalTopic);
}, 240_000);

/** A queue that receives what an e-mail address would. */
async function subscribe(TopicArn: string): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `mailbox-${Date.now()}` }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Statement = [
    { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: '*' },
  ];
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await new SNSClient().send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] ?? '' }),
  );
  return QueueUrl;
}

const nextMail = () =>
  eventually('a mail', async () => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: mailbox, WaitTimeSeconds: 1 }));
    return Messages?.[0]?.Body ? (JSON.parse(Messages[0].Body) as { Subject: string; Message: string }) : null;
  });

async function register(correlationId: string): Promise<string> {
  const { PipelineDefinition = '' } = await sageMaker.send(new DescribePipelineCommand({ PipelineName: name }));
  const Image = JSON.parse(PipelineDefinition).Steps[0].Arguments.AppSpecification.ImageUri;
  const { ModelPackageArn = '' } = await sageMaker.send(
    new CreateModelPackageCommand({
      ModelPackageGroupName: name,
      ModelApprovalStatus: 'PendingManualApproval',
      InferenceSpecification: { Containers: [{ Image, ModelDataUrl: `s3://${deployment.ModelsBucket}/none.tar.gz` }] },
      CustomerMetadataProperties: { [versionMetadata.correlationId]: correlationId },
    }),
  );
  return ModelPackageArn;
}

it('a registered version becomes a mail, its decision the end of a story, each told once', async () => {
  const story = `person-${Date.now()}`;
  const ModelPackageArn = await register(story);
  const mail = await nextMail();
  expect(mail.Subject).toMatch(/^Everloop local: product-images version \d+ waits for approval$/);
  expect(mail.Message).toContain(`--model-package-arn ${ModelPackageArn} --model-approval-status Approved`);
  expect(mail.Message).toContain(story);

  const decision = { ModelApprovalStatus: 'Rejected', ApprovalDescription: 'only a test' } as const;
  await sageMaker.send(new UpdateModelPackageCommand({ ModelPackageArn, ...decision }));
  const trail = new DynamoDbTrailStore(new DynamoDBClient(), deployment.TrailTable);
  const told = await eventually('the end of the story', async () => {
    const [found] = await readStories(trail, 'product-images', { last: 1, story });
    return found?.state === 'rejected' ? found : null;
  });
  expect(told.moments.map(({ status, why }) => [status, why])).toEqual([
    ['PendingManualApproval', undefined],
    ['Rejected', 'only a test'],
  ]);
}, 200_000);
