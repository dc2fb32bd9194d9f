import * as fc from 'fast-check';
import { type GivenPolicy, Retries } from '../../../../local/sagemaker/pipelines/retry/retry-policy';
import type { RetriedError } from '../../../../pipeline/definition/steps/step-options';

/** Seconds before each retry, if nothing takes time but the pauses. */
function pauses(policies: readonly GivenPolicy[], exception: RetriedError | undefined): number[] {
  const retries = new Retries(policies);
  const waited: number[] = [];
  for (let elapsedSeconds = 0; waited.length < 50; ) {
    const seconds = retries.next({ exception, elapsedSeconds });
    if (seconds === undefined) break;
    waited.push(seconds);
    elapsedSeconds += seconds;
  }
  return waited;
}

const policy = (change: Partial<GivenPolicy> = {}): GivenPolicy => ({
  ExceptionType: ['SageMaker.JOB_INTERNAL_ERROR'],
  ...change,
});

test.each<[string, GivenPolicy[], RetriedError | undefined, number[]]>([
  ['defaults: 5 times after 1 s, doubled', [policy()], 'SageMaker.JOB_INTERNAL_ERROR', [1, 2, 4, 8, 16]],
  ['MaxAttempts', [policy({ MaxAttempts: 2, IntervalSeconds: 10 })], 'SageMaker.JOB_INTERNAL_ERROR', [10, 20]],
  ['BackoffRate', [policy({ MaxAttempts: 3, BackoffRate: 1 })], 'SageMaker.JOB_INTERNAL_ERROR', [1, 1, 1]],
  [
    'ExpireAfterMin',
    [policy({ ExpireAfterMin: 1, IntervalSeconds: 20, BackoffRate: 1 })],
    'SageMaker.JOB_INTERNAL_ERROR',
    [20, 20, 20],
  ],
  ['another exception', [policy()], 'SageMaker.CAPACITY_ERROR', []],
  ['a failure that is no exception', [policy()], undefined, []],
  ['faults of calls, without a policy', [], 'Step.SERVICE_FAULT', [1, 2, 4, 8, 16]],
  [
    'faults of calls, by a policy of their own',
    [{ ExceptionType: ['Step.THROTTLING'], MaxAttempts: 1 }],
    'Step.THROTTLING',
    [1],
  ],
])('retries: %s', (_, policies, exception, expected) => expect(pauses(policies, exception)).toEqual(expected));

test('pauses never shrink, and all of them fit into ExpireAfterMin', () => {
  const policies = fc.record({
    IntervalSeconds: fc.integer({ min: 1, max: 60 }),
    BackoffRate: fc.double({ min: 1, max: 4, noNaN: true }),
    ExpireAfterMin: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(policies, given => {
      const waited = pauses([policy(given)], 'SageMaker.JOB_INTERNAL_ERROR');
      expect(waited).toEqual([...waited].sort((a, b) => a - b));
      const total = waited.reduce((sum, one) => sum + one, 0);
      expect(waited.length === 50 || total <= given.ExpireAfterMin * 60).toBe(true);
    }),
  );
});
