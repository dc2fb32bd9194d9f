import * as fc from 'fast-check';
import { type CachedStep, cacheKey } from '../../../../local/sagemaker/pipelines/cache/cache-key';
import { before } from '../../../../local/sagemaker/pipelines/cache/duration';
import { StepCache } from '../../../../local/sagemaker/pipelines/cache/step-cache';
import type { StepRecord } from '../../../../local/sagemaker/pipelines/executions/execution';

const step = (type: string, given: object, change: Partial<CachedStep> = {}): CachedStep => ({
  pipelineArn: 'arn:p',
  name: 'Step',
  type,
  arguments: given as never,
  ...change,
});
const isSame = (one: CachedStep, other: CachedStep) => cacheKey(one) === cacheKey(other);
const processing = { AppSpecification: { ImageUri: 'i' }, ProcessingInputs: [{ InputName: 'a' }] };
const tuning = { StaticHyperParameters: { a: '1' } };

test.each<[string, CachedStep, CachedStep, boolean]>([
  ['inputs', step('Processing', processing), step('Processing', { ...processing, ProcessingInputs: [] }), false],
  [
    'where outputs go',
    step('Processing', processing),
    step('Processing', { ...processing, ProcessingOutputConfig: 1 }),
    true,
  ],
  ['the role', step('Training', { RoleArn: 'a' }), step('Training', { RoleArn: 'b' }), true],
  [
    'hyper-parameters',
    step('Training', { HyperParameters: { a: '1' } }),
    step('Training', { HyperParameters: { a: '2' } }),
    false,
  ],
  [
    'the environment',
    step('Training', { Environment: { A: '1' } }),
    step('Training', { Environment: { A: '2' } }),
    false,
  ],
  ['what is transformed', step('Transform', { TransformInput: 1 }), step('Transform', { TransformInput: 2 }), false],
  [
    'hyper-parameters of a tuning job',
    step('Tuning', { TrainingJobDefinition: tuning }),
    step('Tuning', { TrainingJobDefinition: { StaticHyperParameters: { a: '2' } } }),
    false,
  ],
  [
    'instances of a tuning job',
    step('Tuning', { TrainingJobDefinition: tuning }),
    step('Tuning', { TrainingJobDefinition: { ...tuning, ResourceConfig: 1 } }),
    true,
  ],
  ['anything said to a function', step('Lambda', { a: 1 }), step('Lambda', { a: 2 }), false],
  ['the function', step('Lambda', {}, { target: 'a' }), step('Lambda', {}, { target: 'b' }), false],
  ['the name', step('Training', {}), step('Training', {}, { name: 'Other' }), false],
  ['the pipeline', step('Training', {}), step('Training', {}, { pipelineArn: 'arn:q' }), false],
])('a change of %s', (_, one, other, same) => expect(isSame(one, other)).toBe(same));

test('the order of members means nothing, that of entries does', () => {
  const reverse = (value: object) => Object.fromEntries(Object.entries(value).reverse());
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), given =>
      isSame(step('Lambda', given), step('Lambda', reverse(given))),
    ),
  );
  expect(isSame(step('Lambda', { a: [1, 2] }), step('Lambda', { a: [2, 1] }))).toBe(false);
});

const at = (text: string) => Date.parse(text) / 1000;

test.each([
  ['P30D', '2026-11-01T00:00:00Z', '2026-10-02T00:00:00Z'],
  ['PT1H30M15S', '2026-11-01T02:00:00Z', '2026-11-01T00:29:45Z'],
  ['P1M', '2026-03-31T12:00:00Z', '2026-02-28T12:00:00Z'],
  ['P1Y2M', '2026-01-15T00:00:00Z', '2024-11-15T00:00:00Z'],
  ['P2W', '2026-11-15T00:00:00Z', '2026-11-01T00:00:00Z'],
  ['P30M', '2026-11-15T00:00:00Z', '2024-05-15T00:00:00Z'],
])('%s before %s is %s', (duration, from, expected) => expect(before(at(from), duration)).toBe(at(expected)));

const record = (change: Partial<StepRecord>): StepRecord => ({
  StepName: 'Train',
  StepType: 'Training',
  StepStatus: 'Succeeded',
  StartTime: 1,
  EndTime: 1_000_000,
  AttemptCount: 1,
  PipelineExecutionArn: 'arn:1',
  CacheKey: 'k',
  ...change,
});

function cacheOf(...records: readonly StepRecord[]): StepCache {
  return new StepCache({
    allSteps: () => records,
    step: (arn, name) => records.find(one => one.PipelineExecutionArn === arn && one.StepName === name),
  });
}

const find = (cache: StepCache, ExpireAfter?: string) =>
  cache.find('k', { Enabled: true, ...(ExpireAfter && { ExpireAfter }) }, 1_000_060)?.PipelineExecutionArn;

test('the most recent success counts, as long as it is young enough', () => {
  const cache = cacheOf(record({}), record({ PipelineExecutionArn: 'arn:2', EndTime: 1_000_010 }));
  expect([find(cache), find(cache, 'PT50S'), find(cache, 'PT49S')]).toEqual(['arn:2', 'arn:2', undefined]);
  expect(cache.find('k', { Enabled: false }, 1_000_060)).toBeUndefined();
});

test.each<[string, Partial<StepRecord>]>([
  ['failed', { StepStatus: 'Failed' }],
  ['was taken from the cache itself', { CacheHitResult: { SourcePipelineExecutionArn: 'arn:0' } }],
  ['was taken over from another execution', { SelectiveExecutionResult: { SourcePipelineExecutionArn: 'arn:0' } }],
])('a step that %s is no source', (_, change) => expect(find(cacheOf(record(change)))).toBeUndefined());

test('a step that was forgotten since is no source', () => {
  const records = [record({})];
  const cache = new StepCache({ allSteps: () => [...records], step: () => records[0] });
  records.pop();
  expect(find(cache)).toBeUndefined();
});
