import fc from 'fast-check';
import { correlationId, correlationPattern } from '../../../lambdas/contracts/correlation';
import { requestRecord } from '../../../lambdas/domain/trail/request';
import { type StoryState, storiesOf } from '../../../lambdas/domain/trail/stories';
import { at, run } from './events';

describe('a story', () => {
  it('holds everything of one correlation id, steps and jobs joined by their execution, in order', () => {
    const [story, ...others] = storiesOf(run);
    expect(others).toEqual([]);
    expect(story).toMatchObject({ correlationId: 'person-1', state: 'approved', durationMs: 600_000 });
    expect(story?.moments.map(({ subject, status }) => `${subject} ${status}`)).toEqual([
      'person requested',
      'pipeline Executing',
      'Train Executing',
      'pipelines-abc123-Train-x Training',
      'Train Succeeded',
      '3 PendingManualApproval',
      'pipeline Succeeded',
      '3 Approved',
    ]);
  });

  it('is the same whatever the order of events, and however often each came', () => {
    const expected = storiesOf(run);
    fc.assert(
      fc.property(fc.shuffledSubarray([...run, ...run], { minLength: run.length * 2 }), events => {
        expect(storiesOf(events)).toEqual(expected);
      }),
    );
  });

  it('says how long each subject took, from its own start or its first moment', () => {
    const took = (subject: string, events = run) =>
      storiesOf(events)[0]!.moments.findLast(moment => moment.subject === subject)?.tookMs;
    expect(took('Train')).toBe(60_000);
    expect(took('pipeline')).toBe(62_000);
    expect(took('3')).toBe(537_000);
    expect(took('person')).toBeUndefined();
    const own = at(5, { status: 'Succeeded', startedAt: at(1, {}).time });
    expect(took('Train', [at(3, {}), own])).toBe(4000);
    expect(took('Train', [own])).toBe(4000);
    expect(took('Train', [at(5, { status: 'Succeeded' })])).toBeUndefined();
  });

  it.each<[StoryState, number]>([
    ['running', 1],
    ['running', 5],
    ['waits for approval', 7],
    ['approved', 8],
  ])('is "%s" after %d events', (state, count) => expect(storiesOf(run.slice(0, count))[0]?.state).toBe(state));

  it.each<[StoryState, string]>([
    ['failed', 'Failed'],
    ['stopped', 'Stopped'],
    ['succeeded', 'Succeeded'],
    ['running', 'Stopping'],
  ])('without a version is "%s" when its execution is %s', (state, status) => {
    expect(storiesOf([at(0, { kind: 'execution', subject: 'pipeline', status })])[0]?.state).toBe(state);
  });

  it('is "rejected" by a person, and "failed" when the execution fails after it registered a version', () => {
    const pending = at(1, { kind: 'version', subject: '1', status: 'PendingManualApproval', correlationId: 'c' });
    const rejected = at(2, { kind: 'version', subject: '1', status: 'Rejected', correlationId: 'c' });
    const failed = at(2, { kind: 'execution', subject: 'pipeline', status: 'Failed', correlationId: 'c' });
    expect(storiesOf([pending, rejected])[0]?.state).toBe('rejected');
    expect(storiesOf([pending, failed])[0]?.state).toBe('failed');
  });
});

it('stories come last begun first, and those without a correlation id by their execution', () => {
  const other = at(3000, { kind: 'execution', subject: 'pipeline', status: 'Executing', executionId: 'later' });
  expect(storiesOf([...run, other]).map(story => story.correlationId)).toEqual(['later', 'person-1']);
  expect(storiesOf([])).toEqual([]);
});

describe('a correlation id', () => {
  const now = new Date('2026-11-21T16:00:12.345Z');

  it('says why and when, and fits wherever it travels', () => {
    const id = correlationId('new-data', now, '1a2b3c4d-5e6f-4a5b-8c7d-000000000000');
    expect(id).toBe('new-data-20261121T160012Z-1a2b3c4d');
    expect(id).toMatch(correlationPattern);
  });

  it('of a request joins the execution that it started', () => {
    const request = requestRecord({
      workload: 'product-images',
      correlationId: 'person-2',
      reason: 'person',
      at: now,
      executionArn: 'arn:aws:sagemaker:r:1:pipeline/p/execution/xyz',
      why: 'new photos',
    });
    const [story] = storiesOf([at(1, { executionId: 'xyz' }), request]);
    expect(story).toMatchObject({
      correlationId: 'person-2',
      moments: [{ status: 'Executing' }, { why: 'new photos' }],
    });
  });
});

describe('a story with a release', () => {
  const released = (status: string, seconds: number) =>
    at(seconds, { kind: 'release', subject: 'version 3', status, correlationId: 'person-1', executionId: 'release-1' });
  const stage = (status: string, seconds: number) =>
    at(seconds, { kind: 'stage', subject: 'Pre-production', status, executionId: 'release-1' });

  it.each([
    [['Opened'], 'on its way to production'],
    [['Opened', 'Verified'], 'in production'],
    [['Opened', 'Failed'], 'release failed'],
    [['Opened', 'Verified', 'RollingBack'], 'rolled back'],
    [['Waits', 'Cancelled'], 'approved'],
  ])('is told by its last word: %s', (statuses, state) => {
    const events = [...run, ...statuses.map((status, index) => released(status, 700 + index))];
    expect(storiesOf(events)[0]?.state).toBe(state);
  });

  it('is told by the rejection of its version, until that brings another one back', () => {
    const rejected = at(900, { kind: 'version', subject: '3', status: 'Rejected', correlationId: 'person-1' });
    expect(storiesOf([...run, released('Opened', 702), rejected, released('Stopped', 901)])[0]?.state).toBe('rejected');
    expect(storiesOf([...run, released('Verified', 702), rejected, released('RollingBack', 901)])[0]?.state).toBe(
      'rolled back',
    );
  });

  it('has the stages of its pipeline in it, and how long they took', () => {
    const events = [...run, released('Opened', 701), stage('Started', 702), stage('Succeeded', 712)];
    const [story, ...others] = storiesOf(events);
    expect(others).toEqual([]);
    expect(story?.moments.at(-1)).toMatchObject({ subject: 'Pre-production', status: 'Succeeded', tookMs: 10_000 });
  });
});
