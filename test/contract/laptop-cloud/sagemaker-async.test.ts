import { CreateEndpointConfigCommand } from '@aws-sdk/client-sagemaker';
import { InvokeEndpointAsyncCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { SageMakerEndpoints } from '../../../lambdas/adapters/aws/sagemaker-endpoints';
import { allow, clientOf, eventually, permit, refusalOf, uniqueName } from './iam-world';
import { get, jobStatements, put, sageMaker } from './sagemaker-world';
import {
  describeEndpoint,
  invoke,
  makeConfig,
  makeEndpoint,
  makeModel,
  type ServingWorld,
  servingWorld,
} from './serving-world';

jest.setTimeout(60_000);

const runtime = new SageMakerRuntimeClient(clientOf());
const [sns, sqs] = [new SNSClient(clientOf()), new SQSClient(clientOf())];
let world: ServingWorld;

beforeAll(async () => {
  world = await servingWorld();
  await permit(world.roleArn, [...jobStatements(world.bucket), allow('sns:Publish', '*')]);
});

/** A topic, and what arrives at it. */
async function topic() {
  const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: uniqueName('results') }));
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName('results') }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const Endpoint = Attributes?.['QueueArn'] ?? '';
  const admitted = { Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage' };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ ...admitted, Resource: Endpoint }] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  const message = () =>
    eventually(async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      return Messages[0] && JSON.parse(JSON.parse(Messages[0].Body ?? '').Message);
    });
  return { TopicArn, message };
}

async function asyncEndpoint(SuccessTopic: string): Promise<string> {
  const EndpointConfigName = uniqueName('Config');
  const place = `s3://${world.bucket}/results`;
  const OutputConfig = {
    S3OutputPath: place,
    S3FailurePath: `${place}/failed`,
    NotificationConfig: { SuccessTopic },
  };
  await sageMaker.send(
    new CreateEndpointConfigCommand({
      EndpointConfigName,
      ProductionVariants: [
        { VariantName: 'V1', ModelName: await makeModel(world), InstanceType: 'ml.m5.large', InitialInstanceCount: 1 },
      ],
      AsyncInferenceConfig: { OutputConfig, ClientConfig: { MaxConcurrentInvocationsPerInstance: 2 } },
    }),
  );
  return makeEndpoint(EndpointConfigName);
}

const ask = (EndpointName: string, key: string) =>
  runtime.send(new InvokeEndpointAsyncCommand({ EndpointName, InputLocation: `s3://${world.bucket}/${key}` }));

const endpoints = new SageMakerEndpoints(runtime);
const askByAdapter = (endpointName: string, key: string) =>
  endpoints.invokeAsync({
    endpointName,
    contentType: 'text/plain',
    inputUri: `s3://${world.bucket}/${key}`,
    inferenceId: 'a'.repeat(32),
  });

/** The object's text, once it is there. */
const written = (uri = '') =>
  eventually(async () => {
    const key = uri.replace(`s3://${world.bucket}/`, '');
    return get(world.bucket, key).then(
      bytes => new TextDecoder().decode(bytes),
      () => undefined,
    );
  });

test('an asynchronous request leaves its answer in S3 and tells the topic', async () => {
  await put(world.bucket, 'async/a.txt', 'one\ntwo');
  const { TopicArn, message } = await topic();
  const name = await asyncEndpoint(TopicArn);
  const { OutputLocation, InferenceId } = await ask(name, 'async/a.txt');
  expect(JSON.parse(await written(OutputLocation)).lines).toEqual(['one', 'two']);
  expect(await message()).toMatchObject({
    invocationStatus: 'Completed',
    inferenceId: InferenceId,
    requestParameters: { endpointName: name },
    responseParameters: { outputLocation: OutputLocation },
  });
  const { AsyncInferenceConfig } = await describeEndpoint(name);
  expect(AsyncInferenceConfig?.ClientConfig?.MaxConcurrentInvocationsPerInstance).toBe(2);
  expect(await refusalOf(invoke(name, 'x'))).toMatch(/is asynchronous: call InvokeEndpointAsync/);
});

test('classification asks each kind of endpoint, and learns which kind it is', async () => {
  await put(world.bucket, 'async/two words.txt', 'one');
  const name = await asyncEndpoint((await topic()).TopicArn);
  const asked = await askByAdapter(name, 'async/two words.txt');
  expect(asked).toMatchObject({ kind: 'pending', failureUri: expect.stringContaining('/results/failed/') });
  expect(JSON.parse(await written(asked.kind === 'pending' ? asked.answerUri : '')).lines).toEqual(['one']);
  const called = { contentType: 'text/plain', body: Buffer.from('x') };
  expect(await endpoints.invoke({ endpointName: name, ...called })).toEqual({ kind: 'async' });
  const direct = await makeEndpoint(await makeConfig([await makeModel(world)]));
  expect(await askByAdapter(direct, 'async/two words.txt')).toEqual({ kind: 'direct' });
  expect(await askByAdapter(uniqueName('none'), 'async/two words.txt')).toEqual({ kind: 'absent' });
});

test('a request that fails leaves its reason: a refusal of the container, an input that is not there', async () => {
  await put(world.bucket, 'async/bad.txt', 'bad');
  const name = await asyncEndpoint((await topic()).TopicArn);
  const refused = await ask(name, 'async/bad.txt');
  expect(await written(refused.FailureLocation)).toContain(
    'client error (400) from model with message "this is no picture"',
  );
  const missing = await ask(name, 'async/nothing.txt');
  expect(await written(missing.FailureLocation)).toMatch(/Failed to download input at .*nothing\.txt: NoSuchKey/);
});

test('an endpoint that answers at once takes no asynchronous requests', async () => {
  const name = await makeEndpoint(await makeConfig([await makeModel(world)]));
  expect(await refusalOf(ask(name, 'async/a.txt'))).toMatch(/ValidationError.*has no AsyncInferenceConfig/);
});
