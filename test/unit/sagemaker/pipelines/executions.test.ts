import * as fc from 'fast-check';
import { executionEnd } from '../../../../local/sagemaker/pipelines/engine/execution-end';
import type { StepRecord } from '../../../../local/sagemaker/pipelines/executions/execution';
import { executionEvent, stepEvent } from '../../../../local/sagemaker/pipelines/executions/execution-events';
import { parametersOf } from '../../../../local/sagemaker/pipelines/executions/parameters';
import { reusedSteps } from '../../../../local/sagemaker/pipelines/executions/selective-execution';
import { Callbacks } from '../../../../local/sagemaker/pipelines/steps/callbacks';
import { generatedName, newExecutionId } from '../../../../local/sagemaker/pipelines/steps/generated-names';
import { listed, outputParameters } from '../../../../local/sagemaker/pipelines/steps/output-parameters';
import type { Parameter } from '../../../../pipeline/definition/definition';
import { readDefinition } from '../../../../pipeline/definition/validate-definition';

const declared: readonly Parameter[] = [
  { Name: 'Id', Type: 'String' },
  { Name: 'Count', Type: 'Integer', DefaultValue: 2 },
  { Name: 'Rate', Type: 'Float', DefaultValue: 0.5 },
  { Name: 'Fast', Type: 'Boolean', DefaultValue: false },
  { Name: 'Size', Type: 'String', DefaultValue: 's', EnumValues: ['s', 'm'] },
];
const given = (values: Record<string, string>) =>
  Object.entries({ Id: 'x', ...values }).map(([Name, Value]) => ({ Name, Value }));

test('every parameter has the given value, or its default', () => {
  expect(parametersOf(declared, given({ Count: '5', Fast: 'TRUE' }))).toEqual([
    { Name: 'Id', Value: 'x' },
    { Name: 'Count', Value: '5' },
    { Name: 'Rate', Value: '0.5' },
    { Name: 'Fast', Value: 'TRUE' },
    { Name: 'Size', Value: 's' },
  ]);
});

test.each([
  [given({ Other: '1' }), 'Other must be a parameter of the pipeline (Id, Count, Rate, Fast, Size)'],
  [[], 'Id must be given, it has no default'],
  [given({ Count: '1.5' }), "Count must be of type Integer, got '1.5'"],
  [given({ Rate: 'fast' }), "Rate must be of type Float, got 'fast'"],
  [given({ Fast: '1' }), "Fast must be of type Boolean, got '1'"],
  [given({ Size: 'l' }), "Size must be one of s, m, got 'l'"],
  [[...given({}), { Name: 'Id', Value: 'y' }], 'names must be unique'],
])('refuses %j', (values, reason) => expect(() => parametersOf(declared, values)).toThrow(reason));

test('generated names fit their limit, keep the execution, and are names', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/), fc.constantFrom(32, 63), (step, longest) => {
      const executionId = newExecutionId();
      const name = generatedName({ executionId, step, longest });
      expect(name.length).toBeLessThanOrEqual(longest);
      expect(name).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/);
      expect(name.startsWith(longest === 32 ? `${executionId}-` : `pipelines-${executionId}-`)).toBe(true);
    }),
  );
});

const step = (change: Partial<StepRecord>): StepRecord => ({
  StepName: 'Train',
  StepType: 'Training',
  StepStatus: 'Succeeded',
  StartTime: 1.5,
  AttemptCount: 1,
  PipelineExecutionArn: 'arn:p/execution/1',
  ...change,
});
const failed = (StepName: string, FailureReason: string, change: Partial<StepRecord> = {}) =>
  step({ StepName, StepStatus: 'Failed', FailureReason, ...change });

test.each<[string, StepRecord[], boolean, object]>([
  ['all succeeded', [step({})], false, { status: 'Succeeded' }],
  [
    'one failed',
    [step({}), failed('Evaluate', 'no data')],
    false,
    { status: 'Failed', reason: 'Step failure: One or multiple steps failed. Evaluate: no data' },
  ],
  [
    'a Fail step',
    [failed('A', 'x'), failed('Refused', 'too bad', { StepType: 'Fail' })],
    false,
    { status: 'Failed', reason: 'too bad' },
  ],
  ['stopped', [step({ StepStatus: 'Stopped' }), failed('A', 'x')], true, { status: 'Stopped' }],
  [
    'a function that did not end while stopping',
    [failed('A', 'late', { TimedOut: true })],
    true,
    expect.objectContaining({ status: 'Failed' }),
  ],
])('an execution ends: %s', (_, steps, wasStopped, expected) =>
  expect(executionEnd(steps, wasStopped)).toEqual(expected),
);

test('a reason is at most 1300 characters', () => {
  expect(executionEnd([failed('A', 'x'.repeat(1024)), failed('B', 'y'.repeat(1024))], false).reason).toHaveLength(1300);
});

const execution = {
  PipelineArn: 'arn:p',
  PipelineExecutionArn: 'arn:p/execution/1',
  PipelineExecutionDisplayName: 'first',
  PipelineExecutionStatus: 'Succeeded' as const,
  CreationTime: 1.5,
  LastModifiedTime: 9,
  EndTime: 9,
  ...{ CreatedBy: {}, LastModifiedBy: {}, PipelineName: 'P', RoleArn: 'r', Definition: 'd', Parameters: [] },
  ...{ ClientRequestToken: 't', RequestHash: 'h' },
};

test('the status of an execution is told as documented', () => {
  expect(executionEvent(execution, 'Executing')).toEqual({
    detailType: 'SageMaker Model Building Pipeline Execution Status Change',
    arn: ['arn:p', 'arn:p/execution/1'],
    at: 9,
    detail: {
      pipelineExecutionDisplayName: 'first',
      currentPipelineExecutionStatus: 'Succeeded',
      previousPipelineExecutionStatus: 'Executing',
      executionStartTime: '1970-01-01T00:00:01.500Z',
      executionEndTime: '1970-01-01T00:00:09.000Z',
      pipelineArn: 'arn:p',
      pipelineExecutionArn: 'arn:p/execution/1',
    },
  });
});

test('the status of a step is told as documented', () => {
  const change = failed('Train', 'no data', {
    Metadata: { TrainingJob: { Arn: 'arn:job' } },
    CacheHitResult: { SourcePipelineExecutionArn: 'arn:p/execution/0' },
  });
  expect(stepEvent({ execution, step: change, previous: 'Executing', at: 9 }).detail).toMatchObject({
    metadata: { trainingJob: { arn: 'arn:job' } },
    cacheHitResult: { sourcePipelineExecutionArn: 'arn:p/execution/0' },
    stepStartTime: '1970-01-01T00:00:01.500Z',
    stepName: 'Train',
    stepType: 'Training',
    previousStepStatus: 'Executing',
    currentStepStatus: 'Failed',
    failureReason: 'no data',
  });
});

const outputs = (type: string) => ({ OutputParameters: [{ OutputName: 'x', OutputType: type }] });

test.each([
  ['String', 1.5, '1.5'],
  ['String', { a: 1 }, '{"a":1}'],
  ['Integer', '7', 7],
  ['Float', '0.5', 0.5],
  ['Boolean', 'True', true],
])('an answer of type %s: %j is %j', (type, answer, expected) => {
  expect(outputParameters(outputs(type), { x: answer, more: 1 })).toEqual({ x: expected });
});

test.each([
  ['Integer', { x: 'seven' }, 'the answer must have x of type Integer, got "seven"'],
  ['String', { y: 1 }, 'the answer must have x of type String, got only y'],
  ['String', {}, 'got only nothing'],
])('fails for an answer of type %s: %j', (type, answer, reason) => {
  expect(() => outputParameters(outputs(type), answer)).toThrow(reason);
});

test('a callback that nobody answers fails when its time is over', async () => {
  const callbacks = new Callbacks();
  await expect(callbacks.wait('token', Date.now() + 5)).rejects.toThrow('nobody answered the callback in time');
  expect(callbacks.has('token')).toBe(false);
});

test('answers are shown as texts of at most 1024 characters', () => {
  expect(listed({ a: true, b: 'x'.repeat(2000) })).toEqual([
    { Name: 'a', Value: 'true' },
    { Name: 'b', Value: 'x'.repeat(1024) },
  ]);
});

const fail = (Name: string, ...DependsOn: string[]) => ({
  Name,
  Type: 'Fail',
  DependsOn,
  Arguments: { ErrorMessage: 'x' },
});
const { steps } = readDefinition(
  JSON.stringify({ Version: '2020-12-01', Steps: [fail('A'), fail('B', 'A'), fail('C', 'B'), fail('D', 'C')] }),
);

/** A reference execution with these results. */
const reference = (status: string, ...records: StepRecord[]) =>
  ({
    get: () => ({ ...execution, PipelineExecutionStatus: status }),
    step: (_: string, name: string) => records.find(({ StepName }) => StepName === name),
  }) as unknown as Parameters<typeof reusedSteps>[1];

const select = (names: readonly string[], source?: string) => ({
  config: {
    SelectedSteps: names.map(StepName => ({ StepName })),
    ...(source && { SourcePipelineExecutionArn: source }),
  },
  pipelineArn: 'arn:p',
  steps,
});

test('a selective execution takes over what its steps need', () => {
  const done = reference('Failed', step({ StepName: 'A' }), failed('B', 'x'));
  expect(reusedSteps(select(['A']), done)).toEqual([]);
  expect(reusedSteps(select(['B', 'C'], 'arn:e'), done)).toEqual([step({ StepName: 'A' })]);
});

test.each([
  ['a step that is not there', select(['X']), reference('Succeeded'), 'X must be steps of the pipeline (A, B, C, D)'],
  ['a gap', select(['A', 'D'], 'arn:e'), reference('Succeeded'), 'every step between two of them, got none of C'],
  ['no reference', select(['B']), reference('Succeeded'), 'must be given: the selected steps need A'],
  ['a running reference', select(['B'], 'arn:e'), reference('Executing'), 'must be Succeeded or Failed, got Executing'],
  ['a missing result', select(['B'], 'arn:e'), reference('Failed', failed('A', 'x')), 'result of step A, got Failed'],
  ['another pipeline', { ...select(['B'], 'arn:e'), pipelineArn: 'arn:q' }, reference('Failed'), 'must be of arn:q'],
])('a selective execution is refused for %s', (_, selection, executions, reason) => {
  expect(() => reusedSteps(selection, executions)).toThrow(reason);
});
