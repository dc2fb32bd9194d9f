import fc from 'fast-check';
import { evaluateAlarm, type OpenPeriod } from '../../../local/alarms/evaluate-alarm';
import { type AlarmState, type MetricAlarm, metricKey, type Query, type Sample } from '../../../local/alarms/model';
import { alarmOn, metric, PERIOD, START, sample } from './fixtures';

interface Given {
  readonly samples: readonly Sample[];
  readonly now?: number;
  readonly previousState?: AlarmState;
  readonly openPeriod?: OpenPeriod;
}
const evaluate = (alarm: MetricAlarm, { samples, now = START, previousState = 'OK', openPeriod = 'closed' }: Given) =>
  evaluateAlarm(alarm, { samples: new Map([[metricKey(metric()), samples]]), now, previousState, openPeriod });

describe('periods', () => {
  test('judges whole periods aligned to the epoch', () => {
    const alarm = alarmOn({ threshold: 3 }, 'Sum');
    const lastOfPeriod = [sample(START - 60, 1), sample(START - 1, 2)];
    expect(evaluate(alarm, { samples: lastOfPeriod }).state).toBe('ALARM');
    const acrossTheEdge = [sample(START - 61, 1), sample(START - 1, 2)];
    expect(evaluate(alarm, { samples: acrossTheEdge }).state).toBe('OK');
  });

  test('does not count the period that is still open', () => {
    const samples = [sample(START - 30, 0), sample(START + 5, 9)];
    expect(evaluate(alarmOn(), { samples, now: START + 10 }).state).toBe('OK');
  });

  test('counts the open period once it has data, when asked to', () => {
    const samples = [sample(START - 30, 0), sample(START + 5, 9)];
    const given = { now: START + 10, openPeriod: 'once-it-has-data' } as const;
    expect(evaluate(alarmOn(), { samples, ...given }).state).toBe('ALARM');
    expect(evaluate(alarmOn(), { samples: samples.slice(0, 1), ...given }).evaluated[0]?.timestamp).toBe(START - 60);
  });

  test.each(['Sum', 'SampleCount'])('never calls a %s too low before its period is over', statistic => {
    const alarm = alarmOn({ comparison: 'LessThanThreshold', threshold: 5 }, statistic);
    const samples = Array.from({ length: 9 }, (_, second) => sample(START - 30 + second, 1));
    const open = [...samples, sample(START + 1, 1)];
    expect(evaluate(alarm, { samples: open, now: START + 2, openPeriod: 'once-it-has-data' }).state).toBe('OK');
  });

  test('reaches two periods further back when recent ones are missing', () => {
    const samples = [sample(START - 3 * PERIOD, 9)];
    expect(evaluate(alarmOn(), { samples }).state).toBe('ALARM');
    expect(evaluate(alarmOn(), { samples, now: START + PERIOD }).state).toBe('INSUFFICIENT_DATA');
  });
});

describe('comparison', () => {
  test.each([
    ['GreaterThanOrEqualToThreshold', 'OK', 'ALARM', 'ALARM'],
    ['GreaterThanThreshold', 'OK', 'OK', 'ALARM'],
    ['LessThanThreshold', 'ALARM', 'OK', 'OK'],
    ['LessThanOrEqualToThreshold', 'ALARM', 'ALARM', 'OK'],
  ] as const)('%s: below, at and above the threshold', (comparison, ...states) => {
    const alarm = alarmOn({ comparison, threshold: 1 });
    expect([0.5, 1, 1.5].map(value => evaluate(alarm, { samples: [sample(START - 1, value)] }).state)).toEqual(states);
  });
});

describe('units', () => {
  test('ignores samples of another unit than the alarm names', () => {
    const queries: Query[] = [
      { kind: 'metric', id: 'm1', metric: metric(), statistic: 'Maximum', unit: 'Count', returned: true },
    ];
    const samples = [sample(START - 1, 9, 'Seconds'), sample(START - 2, 0, 'Count')];
    expect(evaluate(alarmOn({ queries }), { samples }).state).toBe('OK');
    expect(evaluate(alarmOn({}, 'Maximum'), { samples }).state).toBe('ALARM');
  });
});

describe('percentiles of few samples', () => {
  test('leave the state as it is when the alarm says ignore', () => {
    const samples = Array.from({ length: 99 }, (_, index) => sample(START - 1 - index / 10, 9));
    const ignoring = alarmOn({ lowSampleCountPercentile: 'ignore' }, 'p90');
    expect(evaluate(ignoring, { samples, previousState: 'INSUFFICIENT_DATA' }).state).toBe('INSUFFICIENT_DATA');
    expect(evaluate(ignoring, { samples: [...samples, sample(START - 2, 9)] }).state).toBe('ALARM');
    expect(evaluate(alarmOn({}, 'p90'), { samples }).state).toBe('ALARM');
  });
});

describe('reasons', () => {
  test('are worded as CloudWatch words them', () => {
    const { reason, reasonData } = evaluate(alarmOn({ threshold: 5 }), { samples: [sample(START - 1, 6)] });
    expect(reason).toBe(
      'Threshold Crossed: 1 out of the last 1 datapoint [6.0 (14/11/23 22:13:00)] was greater than or equal to the ' +
        'threshold (5.0) (minimum 1 datapoint for OK -> ALARM transition).',
    );
    expect(JSON.parse(reasonData)).toMatchObject({
      version: '1.0',
      statistic: 'Average',
      period: 60,
      recentDatapoints: [6],
      threshold: 5,
      evaluatedDatapoints: [{ timestamp: '2023-11-14T22:13:00.000+0000', sampleCount: 1, value: 6 }],
    });
  });

  test('say how many points were missing and what they were taken for', () => {
    const alarm = alarmOn({ evaluationPeriods: 2, datapointsToAlarm: 2, treatMissingData: 'breaching' });
    expect(evaluate(alarm, { samples: [] }).reason).toBe(
      'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
    );
    expect(evaluate(alarmOn(), { samples: [] }).reason).toBe('Insufficient Data: 1 datapoint was unknown.');
  });
});

describe('metric math', () => {
  const rejected = metric({}, 'Rejected');
  const validated = metric({}, 'Validated');
  const share: Query[] = [
    { kind: 'metric', id: 'rejected', metric: rejected, statistic: 'Sum', returned: false },
    { kind: 'metric', id: 'validated', metric: validated, statistic: 'Sum', returned: false },
    { kind: 'expression', id: 'share', expression: '100 * rejected / validated', returned: true },
  ];
  const samplesOf = (bad: number, all: number) =>
    new Map([
      [metricKey(rejected), [sample(START - 1, bad)]],
      [metricKey(validated), [sample(START - 1, all)]],
    ]);
  const alarm = alarmOn({ queries: share, threshold: 20, comparison: 'GreaterThanThreshold' });

  test('judges a ratio of two metrics', () => {
    const stateAt = (bad: number) =>
      evaluateAlarm(alarm, { samples: samplesOf(bad, 10), now: START, previousState: 'OK' }).state;
    expect([2, 3].map(stateAt)).toEqual(['OK', 'ALARM']);
  });

  test('takes a division by zero for a missing point', () => {
    const { state } = evaluateAlarm(alarm, { samples: samplesOf(0, 0), now: START, previousState: 'OK' });
    expect(state).toBe('INSUFFICIENT_DATA');
  });
});

const samples = fc.array(
  fc.record({ ago: fc.integer({ min: 1, max: 600 }), value: fc.double({ min: -9, max: 9, noNaN: true }) }),
  { maxLength: 30 },
);
const toSamples = (drawn: readonly { ago: number; value: number }[]) =>
  drawn.map(({ ago, value }) => sample(START - ago, value));
const alarms = fc
  .record({
    evaluationPeriods: fc.integer({ min: 1, max: 5 }),
    treatMissingData: fc.constantFrom('missing', 'ignore', 'breaching', 'notBreaching'),
    statistic: fc.constantFrom('Average', 'Sum', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'TM(10%:90%)'),
  })
  .map(({ evaluationPeriods, treatMissingData, statistic }) =>
    alarmOn({ evaluationPeriods, treatMissingData, datapointsToAlarm: Math.ceil(evaluationPeriods / 2) }, statistic),
  );

describe('properties', () => {
  test('the evaluation does not depend on the order of the samples', () => {
    fc.assert(
      fc.property(
        alarms,
        samples,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (alarm, drawn, keys) => {
          const ordered = toSamples(drawn);
          const shuffled = ordered
            .map(one => ({ one, key: keys.next().value }))
            .sort((a, b) => a.key - b.key)
            .map(({ one }) => one);
          expect(evaluate(alarm, { samples: shuffled })).toEqual(evaluate(alarm, { samples: ordered }));
        },
      ),
    );
  });

  test('a sample of another dimension never changes the evaluation', () => {
    fc.assert(
      fc.property(alarms, samples, samples, (alarm, own, foreign) => {
        const input = { now: START, previousState: 'OK' } as const;
        const ownOnly = new Map([[metricKey(metric()), toSamples(own)]]);
        const withForeign = new Map([...ownOnly, [metricKey(metric({ Class: 'Bags' })), toSamples(foreign)] as const]);
        expect(evaluateAlarm(alarm, { ...input, samples: withForeign })).toEqual(
          evaluateAlarm(alarm, { ...input, samples: ownOnly }),
        );
      }),
    );
  });
});
