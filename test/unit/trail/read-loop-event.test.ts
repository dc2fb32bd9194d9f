import { momentOf } from '../../../lambdas/domain/trail/moment';
import { readLoopEvent } from '../../../lambdas/domain/trail/read-loop-event';
import { trailEventSchema } from '../../../lambdas/domain/trail/trail-event';
import { executionArn, loopEvent, ofPipeline } from './events';

const execution = (detail: object) => loopEvent('Model Building Pipeline Execution Status Change', ofPipeline(detail));
const step = (detail: object) => loopEvent('Model Building Pipeline Execution Step Status Change', ofPipeline(detail));
const job = (detail: object) => loopEvent('Training Job State Change', detail);
const version = (detail: object) => loopEvent('Model Package State Change', detail);
const versionArn = 'arn:aws:sagemaker:eu-central-1:1:model-package/everloop-dev-product-images/3';

it('reads an execution, and asks for its parameters', () => {
  const detail = { currentPipelineExecutionStatus: 'Executing', executionStartTime: '2026-11-21T16:00:01Z' };
  expect(readLoopEvent(execution(detail), 'dev')).toEqual({
    event: {
      id: 'event-1',
      time: '2026-11-21T16:00:01.000Z',
      workload: 'product-images',
      kind: 'execution',
      subject: 'pipeline',
      status: 'Executing',
      executionId: 'abc123',
      startedAt: '2026-11-21T16:00:01.000Z',
    },
    lookup: { of: 'execution', arn: executionArn },
  });
});

it("places begin and end at the event's own times, which have milliseconds", () => {
  const detail = { stepName: 'Train', stepType: 'Training', stepStartTime: '2026-11-21T16:00:01.100Z' };
  const ended = { ...detail, currentStepStatus: 'Succeeded', stepEndTime: '2026-11-21T16:00:08.250Z' };
  expect(readLoopEvent(step(ended), 'dev')?.event).toMatchObject({
    time: '2026-11-21T16:00:08.250Z',
    startedAt: '2026-11-21T16:00:01.100Z',
    subject: 'Train',
    status: 'Succeeded',
  });
  const running = { ...detail, currentStepStatus: 'Executing', stepEndTime: '' };
  expect(readLoopEvent(step(running), 'dev')?.event.time).toBe('2026-11-21T16:00:01.100Z');
  const stopping = { ...running, currentStepStatus: 'Stopping' };
  expect(readLoopEvent(step(stopping), 'dev')?.event.time).toBe('2026-11-21T16:00:09.000Z');
});

it('keeps why a step failed', () => {
  const detail = { stepName: 'Train', currentStepStatus: 'Failed', failureReason: 'AlgorithmError: no classes' };
  expect(readLoopEvent(step(detail), 'dev')?.event.why).toBe('AlgorithmError: no classes');
});

it('finds execution and workload of a training job in its name and its output', () => {
  const detail = {
    TrainingJobName: 'pipelines-abc123-Train-Xy12345678',
    SecondaryStatus: 'Downloading',
    TrainingJobStatus: 'InProgress',
    OutputDataConfig: { S3OutputPath: 's3://models/training/product-images/jobs' },
    LastModifiedTime: 1_795_276_805_500,
  };
  expect(readLoopEvent(job(detail), 'dev')?.event).toMatchObject({
    workload: 'product-images',
    executionId: 'abc123',
    status: 'Downloading',
    time: new Date(1_795_276_805_500).toISOString(),
  });
});

it('reads a decision on a version with its reason, and asks for its metadata', () => {
  const detail = {
    ModelPackageArn: versionArn,
    ModelPackageGroupName: 'everloop-dev-product-images',
    ModelApprovalStatus: 'Rejected',
    ApprovalDescription: 'bags got worse',
  };
  expect(readLoopEvent(version(detail), 'dev')).toMatchObject({
    event: { kind: 'version', subject: '3', status: 'Rejected', why: 'bags got worse' },
    lookup: { of: 'version', arn: versionArn },
  });
});

it.each([
  ['a pipeline of another environment', execution({ pipelineArn: 'arn:aws:sagemaker:r:1:pipeline/everloop-prod-x' })],
  ['a pipeline without an execution', execution({ pipelineExecutionArn: '' })],
  [
    'a job outside pipelines',
    job({ TrainingJobName: 'mine', OutputDataConfig: { S3OutputPath: 's3://m/training/w/' } }),
  ],
  [
    'a job that writes elsewhere',
    job({ TrainingJobName: 'pipelines-a-b', OutputDataConfig: { S3OutputPath: 's3://m/x/' } }),
  ],
  ['a group of others', version({ ModelPackageGroupName: 'fraud', ModelPackageArn: versionArn })],
  ['another kind of event', loopEvent('Endpoint State Change', {})],
])('leaves %s alone', (_, event) => expect(readLoopEvent(event, 'dev')).toBeUndefined());

it('fails for what is no event', () => expect(() => readLoopEvent({ id: 'x' }, 'dev')).toThrow());

it('makes records that the store takes back', () => {
  for (const event of [
    execution({ currentPipelineExecutionStatus: 'Failed', executionEndTime: 1_795_276_805 }),
    step({ stepName: 'S', currentStepStatus: 'Starting', stepStartTime: 'nonsense' }),
  ]) {
    const read = readLoopEvent(event, 'dev')!.event;
    expect(trailEventSchema.parse(read)).toEqual(read);
  }
});

it.each([
  [1_795_276_805, '2026-11-21T16:00:05.000Z'],
  [1_795_276_805.25, '2026-11-21T16:00:05.250Z'],
  [1_795_276_805_250, '2026-11-21T16:00:05.250Z'],
  ['2026-11-21T17:00:05+01:00', '2026-11-21T16:00:05.000Z'],
  ['', undefined],
  [undefined, undefined],
  [null, undefined],
])('%s is the moment %s', (value, moment) => expect(momentOf(value)).toBe(moment));
