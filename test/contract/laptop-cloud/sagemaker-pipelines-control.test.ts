import {
  DeletePipelineCommand,
  DescribePipelineCommand,
  DescribeProcessingJobCommand,
  ListPipelineExecutionsCommand,
  RetryPipelineExecutionCommand,
  SendPipelineExecutionStepFailureCommand,
  SendPipelineExecutionStepSuccessCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { execution, outputParameter, processingOutput } from '../../../pipeline/definition/expressions';
import { callbackStep, failStep } from '../../../pipeline/definition/steps/control-steps';
import { clientOf, eventually, refusalOf, uniqueName } from './iam-world';
import {
  copying,
  definitionOf,
  describeExecution,
  over,
  type PipelineWorld,
  pipeline,
  pipelineWorld,
  start,
  stepsOf,
  training,
} from './sagemaker-pipeline-world';
import { describeTraining, put, sageMaker } from './sagemaker-world';

jest.setTimeout(90_000);

let world: PipelineWorld;
beforeAll(async () => {
  world = await pipelineWorld();
});

const stop = (PipelineExecutionArn: string) =>
  sageMaker.send(new StopPipelineExecutionCommand({ PipelineExecutionArn }));
const retry = (PipelineExecutionArn: string) =>
  sageMaker.send(new RetryPipelineExecutionCommand({ PipelineExecutionArn }));
const cached = { cache: { Enabled: true, ExpireAfter: 'P1D' } };

/** The record of a step once it has this status. */
const whenStep = (arn: string, name: string, status: string) =>
  eventually(async () => (await stepsOf(arn)).find(one => one.StepName === name && one.StepStatus === status));

test('an unchanged pipeline takes all its results from the cache, at once; a change runs what depends on it', async () => {
  const steps = (answer: string) => [
    copying(world, 'Prepare', cached),
    training(world, 'Train', { ...cached, parameters: { answer }, dependsOn: ['Prepare'] }),
    copying(world, 'Report', { ...cached, from: processingOutput('Prepare', 'out') }),
  ];
  const name = await pipeline(world, definitionOf(steps('1')));
  const first = await start(name);
  expect((await over(first)).execution.PipelineExecutionStatus).toBe('Succeeded');
  const began = Date.now();
  const again = await over(await start(name));
  expect(Date.now() - began).toBeLessThan(5_000);
  expect(again.execution.PipelineExecutionStatus).toBe('Succeeded');
  const hit = { SourcePipelineExecutionArn: first };
  expect(Object.values(again.steps).map(({ CacheHitResult }) => CacheHitResult)).toEqual([hit, hit, hit]);
  const other = await pipeline(world, definitionOf(steps('1')));
  const strange = await over(await start(other));
  expect(strange.steps['Prepare']?.CacheHitResult).toBeUndefined();
});

test('an execution takes at most 1.5 s a step beside what its jobs take', async () => {
  const steps = ['A', 'B', 'C', 'D'].map((name, at, all) =>
    copying(world, name, { dependsOn: at === 0 ? [] : [all[at - 1] ?? ''] }),
  );
  const { execution: whole, steps: made } = await over(await start(await pipeline(world, definitionOf(steps))));
  const jobs = Object.values(made).map(({ Metadata }) => Metadata?.ProcessingJob?.Arn?.split('/')[1] ?? '');
  const described = await Promise.all(
    jobs.map(ProcessingJobName => sageMaker.send(new DescribeProcessingJobCommand({ ProcessingJobName }))),
  );
  const seconds = (from?: Date, to?: Date) => ((to?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 1000;
  const own = described.map(job => seconds(job.CreationTime, job.ProcessingEndTime)).reduce((sum, one) => sum + one, 0);
  const overhead = seconds(whole.CreationTime, whole.LastModifiedTime) - own;
  expect(overhead / steps.length).toBeLessThan(1.5);
});

test('what failed can be run again; what had succeeded is kept', async () => {
  const steps = [
    copying(world, 'Prepare'),
    copying(world, 'Late', { from: `s3://${world.bucket}/late`, dependsOn: ['Prepare'] }),
  ];
  const arn = await start(await pipeline(world, definitionOf(steps)));
  const failed = await over(arn);
  expect(failed.execution).toMatchObject({
    PipelineExecutionStatus: 'Failed',
    FailureReason: expect.stringMatching(/^Step failure: .* Late: ClientError: .*/),
  });
  await put(world.bucket, 'late/a.csv', 'a');
  await retry(arn);
  const done = await over(arn);
  expect([done.execution.PipelineExecutionStatus, done.execution.FailureReason]).toEqual(['Succeeded', undefined]);
  expect(done.steps['Prepare']).toEqual(failed.steps['Prepare']);
  expect(await refusalOf(retry(arn))).toMatch(/ConflictException: Only executions that are Failed or Stopped/);
});

test('stopping an execution stops its job, starts nothing else, and leaves it to be retried', async () => {
  const steps = [
    training(world, 'Train', { parameters: { mode: 'hang' } }),
    copying(world, 'After', { dependsOn: ['Train'] }),
  ];
  const name = await pipeline(world, definitionOf(steps));
  const arn = await start(name);
  const { Metadata } = await whenStep(arn, 'Train', 'Executing');
  const job = (Metadata?.TrainingJob?.Arn ?? '').split('/')[1] ?? '';
  const JobName = await eventually(async () =>
    (await describeTraining(job)).SecondaryStatus === 'Training' ? job : undefined,
  );
  const busy = sageMaker.send(new DeletePipelineCommand({ PipelineName: name }));
  expect(await refusalOf(busy)).toMatch(/ConflictException: Pipeline .* has executions under way/);
  await stop(arn);
  await stop(arn);
  const stopped = await over(arn);
  expect([stopped.execution.PipelineExecutionStatus, stopped.order]).toEqual(['Stopped', ['Train']]);
  expect(stopped.steps['Train']?.StepStatus).toBe('Stopped');
  expect((await describeTraining(JobName)).TrainingJobStatus).toBe('Stopped');
  expect(await refusalOf(stop(arn))).toMatch(/ConflictException: Only executions that are Executing can be stopped/);
  await retry(arn);
  await whenStep(arn, 'Train', 'Executing');
  await stop(arn);
  await over(arn);
  await sageMaker.send(new DeletePipelineCommand({ PipelineName: name }));
  expect(await refusalOf(describeExecution(arn))).toMatch(/ResourceNotFound/);
});

test('two executions at once do not touch each other', async () => {
  const name = await pipeline(world, definitionOf([copying(world, 'Prepare'), training(world, 'Train')]));
  const arns = await Promise.all([start(name), start(name)]);
  const ended = await Promise.all(arns.map(arn => over(arn)));
  expect(ended.map(one => one.execution.PipelineExecutionStatus)).toEqual(['Succeeded', 'Succeeded']);
  const jobs = ended.map(one => one.steps['Train']?.Metadata?.TrainingJob?.Arn);
  expect(new Set(jobs).size).toBe(2);
  const { PipelineExecutionSummaries = [] } = await sageMaker.send(
    new ListPipelineExecutionsCommand({ PipelineName: name }),
  );
  expect(PipelineExecutionSummaries.map(one => one.PipelineExecutionArn).sort()).toEqual([...arns].sort());
});

test('a selective execution runs the chosen steps on the results of another', async () => {
  const steps = [
    copying(world, 'Prepare'),
    copying(world, 'Report', { from: processingOutput('Prepare', 'out') }),
    training(world, 'Train', { dependsOn: ['Report'] }),
  ];
  const name = await pipeline(world, definitionOf(steps));
  const SourcePipelineExecutionArn = await start(name);
  const whole = await over(SourcePipelineExecutionArn);
  const SelectedSteps = [{ StepName: 'Report' }];
  const arn = await start(name, { SelectiveExecutionConfig: { SelectedSteps, SourcePipelineExecutionArn } });
  const { execution: ended, steps: made, order } = await over(arn);
  expect([ended.PipelineExecutionStatus, order]).toEqual(['Succeeded', ['Prepare', 'Report']]);
  expect(made['Prepare']).toMatchObject({
    SelectiveExecutionResult: { SourcePipelineExecutionArn },
    Metadata: whole.steps['Prepare']?.Metadata,
  });
  const job = (made['Report']?.Metadata?.ProcessingJob?.Arn ?? '').split('/')[1] ?? '';
  const { ProcessingInputs } = await sageMaker.send(new DescribeProcessingJobCommand({ ProcessingJobName: job }));
  expect(ProcessingInputs?.[0]?.S3Input?.S3Uri).toContain(SourcePipelineExecutionArn.split('/').at(-1));
  const alone = start(name, { SelectiveExecutionConfig: { SelectedSteps } });
  expect(await refusalOf(alone)).toMatch(/ValidationException: SourcePipelineExecutionArn must be given.*Prepare/);
});

describe('a callback', () => {
  const sqs = new SQSClient(clientOf());
  afterAll(() => sqs.destroy());

  /** An execution that waits for somebody, and what it told the queue. */
  async function waiting() {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: uniqueName('callbacks') }));
    const ask = callbackStep({
      name: 'Ask',
      queueUrl: QueueUrl,
      arguments: { of: execution('PipelineName') },
      answers: ['label'],
    });
    const tell = failStep('Tell', outputParameter('Ask', 'label'));
    const arn = await start(await pipeline(world, definitionOf([ask, tell])));
    const message = () =>
      eventually(async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
        return Messages[0] && JSON.parse(Messages[0].Body ?? '');
      });
    return { arn, message, told: await message() };
  }
  const succeed = (CallbackToken: string) =>
    sageMaker.send(
      new SendPipelineExecutionStepSuccessCommand({
        CallbackToken,
        OutputParameters: [{ Name: 'label', Value: 'Bags' }],
      }),
    );

  test('waits for an answer, whose values other steps may use', async () => {
    const { arn, told } = await waiting();
    expect(told).toEqual({
      token: expect.stringMatching(/^[A-Za-z0-9]{10}$/),
      pipelineExecutionArn: arn,
      arguments: { of: expect.stringMatching(/^Pipeline-/) },
      status: 'Executing',
    });
    expect((await succeed(told.token)).PipelineExecutionArn).toBe(arn);
    const { execution: ended, steps } = await over(arn);
    expect(ended.FailureReason).toBe('Bags');
    expect(steps['Ask']?.Metadata?.Callback).toMatchObject({
      CallbackToken: told.token,
      OutputParameters: [{ Name: 'label', Value: 'Bags' }],
    });
    expect(await refusalOf(succeed(told.token))).toMatch(/ConflictException: Step Ask .* already in a terminal status/);
    expect(await refusalOf(succeed('0000000000'))).toMatch(/ResourceNotFound/);
  });

  test('fails with the reason that it is given', async () => {
    const { arn, told } = await waiting();
    const command = { CallbackToken: told.token, FailureReason: 'no such label' };
    await sageMaker.send(new SendPipelineExecutionStepFailureCommand(command));
    expect((await over(arn)).steps['Ask']?.FailureReason).toBe('ClientError: no such label');
  });

  test('is told that the execution is stopping, which ends when it answers', async () => {
    const { arn, message, told } = await waiting();
    await stop(arn);
    expect(await message()).toMatchObject({ token: told.token, status: 'Stopping' });
    expect((await describeExecution(arn)).PipelineExecutionStatus).toBe('Stopping');
    await succeed(told.token);
    const { execution: ended, order } = await over(arn);
    expect([ended.PipelineExecutionStatus, order]).toEqual(['Stopped', ['Ask']]);
  });
});

test('a pipeline can be changed while it is executed; its executions keep their definition', async () => {
  const name = await pipeline(world, definitionOf([failStep('First', 'x')]));
  const { LastRunTime } = await sageMaker.send(new DescribePipelineCommand({ PipelineName: name }));
  expect(LastRunTime).toBeUndefined();
  await over(await start(name));
  const run = (await sageMaker.send(new DescribePipelineCommand({ PipelineName: name }))).LastRunTime;
  expect(run?.getTime()).toBeGreaterThan(Date.now() - 60_000);
});
