import {
  RetryPipelineExecutionCommand,
  SageMakerClient,
  SendPipelineExecutionStepSuccessCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientEnvironment } from '../../local/cloud/environment';
import { freePort } from '../../local/cloud/ports';
import { isRunning, signalProcess } from '../../local/cloud/processes';
import { callbackStep, failStep } from '../../pipeline/definition/steps/control-steps';
import { TestCloud } from '../support/laptop-cloud';

jest.setTimeout(180_000);

const cloud = new TestCloud();
const before = { ...process.env };
afterAll(async () => {
  process.env = before;
  await cloud.remove();
});

test('after a kill an execution fails with a reason and can be retried; one that waits for somebody waits on', async () => {
  const { endpoint } = await cloud.up('--port', String(await freePort()));
  Object.assign(process.env, clientEnvironment(cloud.paths, endpoint), { EVERLOOP_TEST_ENDPOINT: endpoint });
  // Its clients read the endpoint when they are made.
  const world = await import('../contract/laptop-cloud/sagemaker-pipeline-world');
  const { eventually } = await import('../contract/laptop-cloud/sagemaker-world');
  const [sageMaker, sqs] = [new SageMakerClient({ endpoint }), new SQSClient({ endpoint })];
  const own = await world.pipelineWorld();

  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'callbacks' }));
  const ask = callbackStep({ name: 'Ask', queueUrl: QueueUrl, arguments: {}, answers: [] });
  const asking = [ask, { ...failStep('Tell', 'was answered'), DependsOn: ['Ask'] }];
  const waiting = await world.start(await world.pipeline(own, world.definitionOf(asking)));
  const steps = [
    world.copying(own, 'Prepare'),
    world.training(own, 'Train', { parameters: { mode: 'deaf' }, dependsOn: ['Prepare'] }),
  ];
  const arn = await world.start(await world.pipeline(own, world.definitionOf(steps)));
  const stepIn = (name: string, status: string) =>
    eventually(async () => (await world.stepsOf(arn)).find(one => one.StepName === name && one.StepStatus === status));
  await stepIn('Train', 'Executing');

  const { service } = cloud.record;
  signalProcess(service.pid, 'SIGKILL');
  await eventually(async () => (isRunning(service) ? undefined : true));
  await cloud.up();

  const failed = await world.over(arn);
  expect(failed.execution).toMatchObject({
    PipelineExecutionStatus: 'Failed',
    FailureReason:
      'Step failure: One or multiple steps failed. Train: InternalServerError: the laptop cloud was stopped while the job ran; start the job again. Retry the pipeline execution.',
  });
  expect(failed.steps['Prepare']?.StepStatus).toBe('Succeeded');
  await sageMaker.send(new RetryPipelineExecutionCommand({ PipelineExecutionArn: arn }));
  const again = await stepIn('Train', 'Executing');
  expect(again.Metadata).not.toEqual(failed.steps['Train']?.Metadata);
  await sageMaker.send(new StopPipelineExecutionCommand({ PipelineExecutionArn: arn }));

  expect((await world.describeExecution(waiting)).PipelineExecutionStatus).toBe('Executing');
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
  const { token: CallbackToken } = JSON.parse(Messages[0]?.Body ?? '{}');
  await sageMaker.send(new SendPipelineExecutionStepSuccessCommand({ CallbackToken }));
  expect((await world.over(waiting)).execution.FailureReason).toBe('was answered');

  expect((await cloud.run('down', '--quiet')).code).toBe(0);
  expect(cloud.processes).toEqual([]);
  for (const client of [sageMaker, sqs]) client.destroy();
});
