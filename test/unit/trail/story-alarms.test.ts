import fc from 'fast-check';
import { storiesOf } from '../../../lambdas/domain/trail/stories';
import { alarm, alarmName, released, rolledBack } from './alarm-story';
import { at } from './events';

const storyOf = (...more: Parameters<typeof storiesOf>[0]) =>
  storiesOf([...released, ...more]).find(({ correlationId }) => correlationId === 'person-1');

it('an alarm that is calm after the release recovered, by that release', () => {
  const story = storyOf(alarm(760, 'OK'));
  expect(story?.alarms).toEqual([
    {
      name: alarmName,
      outcome: 'recovered',
      raisedAt: at(-20, {}).time,
      clearedAt: at(760, {}).time,
      lastedMs: 780_000,
      healing: { release: 'version 3', servedAt: at(690, {}).time, sinceReleaseMs: 70_000 },
      measured: { metric: 'RecallBreach', dimensions: { Class: 'bags' }, value: 1, threshold: 1 },
    },
  ]);
  expect(story?.moments[0]).toMatchObject({ kind: 'alarm', sinceStartMs: 0 });
  expect(story?.moments.at(-1)).toMatchObject({ kind: 'recovery', status: 'Recovered', tookMs: 780_000 });
  expect(story?.moments.filter(({ status }) => status === 'OK')).toEqual([]);
  expect(story?.state).toBe('in production');
});

it('recovers in each story that tells of it, whichever story was told of its end', () => {
  const story = storyOf(alarm(740, 'ALARM', 'alarm-2'), alarm(760, 'OK', 'alarm-2'));
  expect(story?.moments.at(-1)).toMatchObject({ kind: 'recovery', correlationId: 'person-1' });
});

it.each([
  ['stays', [], null],
  ['stays', [alarm(100, 'OK'), alarm(200, 'ALARM')], null],
  ['cleared', [alarm(100, 'OK')], 120_000],
  ['cleared', [rolledBack, alarm(2100, 'OK')], 2_120_000],
  ['recovered', [alarm(100, 'OK'), alarm(200, 'ALARM'), alarm(760, 'OK')], 560_000],
  ['recovered', [alarm(760, 'OK'), alarm(900, 'ALARM')], 780_000],
])('%s: %#', (outcome, more, lastedMs) => {
  expect(storyOf(...more)?.alarms).toMatchObject([{ outcome, lastedMs }]);
});

it('without a release an alarm is raised, or cleared by itself', () => {
  expect(storiesOf([alarm(0, 'ALARM')])[0]?.alarms).toMatchObject([{ outcome: 'raised', healing: null }]);
  expect(storiesOf([alarm(0, 'ALARM'), alarm(5, 'OK')])[0]?.alarms).toMatchObject([
    { outcome: 'cleared', healing: null, lastedMs: 5000 },
  ]);
  expect(storiesOf([alarm(0, 'ALARM')])[0]?.state).toBe('noted');
});

it('is the same whatever the order of events, and however often each came', () => {
  const events = [...released, alarm(100, 'OK'), alarm(200, 'ALARM'), alarm(760, 'OK'), alarm(200, 'ALARM', 'other')];
  const expected = storiesOf(events);
  fc.assert(
    fc.property(fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }), shuffled => {
      expect(storiesOf(shuffled)).toEqual(expected);
    }),
  );
});

it('the story in which somebody acted last comes first, however long its alarm was raised before', () => {
  const events = [
    alarm(0, 'ALARM', 'early'),
    alarm(0, 'ALARM', 'late'),
    at(10, { kind: 'coordinator', subject: 'alarm', status: 'Granted', correlationId: 'early' }),
    at(20, { kind: 'hold', subject: 'retraining', status: 'Held', correlationId: 'hold' }),
    at(30, { kind: 'coordinator', subject: 'alarm', status: 'Granted', correlationId: 'late' }),
  ];
  expect(storiesOf(events).map(({ correlationId }) => correlationId)).toEqual(['late', 'hold', 'early']);
});

it('a yes of which nothing came yet is on its way; one that failed was not started', () => {
  const granted = at(0, { kind: 'coordinator', subject: 'alarm', status: 'Granted', correlationId: 'a' });
  const other = at(1, { kind: 'refusal', subject: 'alarm', status: 'UNDER_WAY', correlationId: 'a' });
  const failed = at(2, { kind: 'refusal', subject: 'alarm', status: 'NOT_STARTED', correlationId: 'a' });
  expect(storiesOf([granted, other])[0]?.state).toBe('running');
  expect(storiesOf([granted, other, failed])[0]?.state).toBe('not started');
});
