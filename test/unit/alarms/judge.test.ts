import fc from 'fast-check';
import { judge, type Range } from '../../../local/alarms/judge';
import type { AlarmState, MissingDataTreatment } from '../../../local/alarms/model';

const TREATMENTS: readonly MissingDataTreatment[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
const SIGNS: Readonly<Record<string, boolean | undefined>> = { '0': false, X: true, '-': undefined };
const rangeOf = (signs: string): Range => signs.split(' ').map(sign => SIGNS[sign]);

interface Case {
  readonly signs: string;
  readonly m: number;
  readonly n?: number;
  readonly treat: MissingDataTreatment;
  readonly previous: AlarmState;
}
const stateOf = ({ signs, m, n = 3, treat, previous }: Case) =>
  judge({
    range: rangeOf(signs),
    evaluationPeriods: n,
    datapointsToAlarm: m,
    treatMissingData: treat,
    previousState: previous,
  });

// The two tables of the CloudWatch User Guide, "How alarm state is evaluated when data is missing", row by row:
// columns are missing, ignore, breaching, notBreaching; RETAIN is "Retain current state".
const DOCUMENTED: readonly [m: number, signs: string, states: readonly string[]][] = [
  [3, '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  [3, '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  [3, '- - - - -', ['INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK']],
  [3, '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [3, '- - X - -', ['ALARM', 'RETAIN', 'ALARM', 'OK']],
  [2, '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  [2, '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  [2, '- - - X -', ['ALARM', 'RETAIN', 'ALARM', 'OK']],
];

describe.each(DOCUMENTED)('%i of 3 over %s', (m, signs, states) => {
  test.each(TREATMENTS.map((treat, column) => [treat, states[column]] as const))(
    'follows the documented table when missing data is %s: %s',
    (treat, documented) => {
      for (const previous of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) {
        const expected = documented === 'RETAIN' ? previous : documented;
        expect(stateOf({ signs, m, treat, previous })).toBe(expected);
      }
    },
  );
});

describe('premature alarms', () => {
  test.each(['- - - - X', '- - - X -'])('3 of 3 does not alarm yet on %s', signs => {
    expect(stateOf({ signs, m: 3, treat: 'missing', previous: 'OK' })).toBe('OK');
    expect(stateOf({ signs, m: 3, treat: 'ignore', previous: 'OK' })).toBe('OK');
  });

  test('keeps an alarm that ignores missing data in ALARM on the first breaching point after a gap', () => {
    expect(stateOf({ signs: '- - - - X', m: 3, treat: 'ignore', previous: 'ALARM' })).toBe('ALARM');
  });
});

const points = fc.array(fc.constantFrom(true, false, undefined), { minLength: 8, maxLength: 8 });
const shape = fc.record({
  range: points,
  evaluationPeriods: fc.integer({ min: 1, max: 6 }),
  treatMissingData: fc.constantFrom(...TREATMENTS),
  previousState: fc.constantFrom<AlarmState>('OK', 'ALARM', 'INSUFFICIENT_DATA'),
});
const withM = shape.chain(one =>
  fc.integer({ min: 1, max: one.evaluationPeriods }).map(datapointsToAlarm => ({ ...one, datapointsToAlarm })),
);

describe('properties', () => {
  test('an alarm that asks for fewer breaching points alarms whenever the stricter one does', () => {
    fc.assert(
      fc.property(withM, input => {
        fc.pre(input.datapointsToAlarm > 1 && judge(input) === 'ALARM');
        return judge({ ...input, datapointsToAlarm: input.datapointsToAlarm - 1 }) === 'ALARM';
      }),
    );
  });

  test('breaching and notBreaching are dual: M of N breach exactly when fewer than N - M + 1 do not', () => {
    fc.assert(
      fc.property(withM, input => {
        const direct = judge({ ...input, treatMissingData: 'breaching' });
        const dual = judge({
          ...input,
          range: input.range.map(point => (point === undefined ? undefined : !point)),
          datapointsToAlarm: input.evaluationPeriods - input.datapointsToAlarm + 1,
          treatMissingData: 'notBreaching',
        });
        return (direct === 'ALARM') === (dual === 'OK');
      }),
    );
  });

  test('how missing data is treated makes no difference when enough points are real', () => {
    fc.assert(
      fc.property(withM, input => {
        fc.pre(input.range.filter(point => point !== undefined).length >= input.evaluationPeriods);
        return new Set(TREATMENTS.map(treatMissingData => judge({ ...input, treatMissingData }))).size === 1;
      }),
    );
  });

  test('one more breaching point instead of a good one never ends an alarm', () => {
    fc.assert(
      fc.property(withM, fc.nat({ max: 7 }), (input, index) => {
        fc.pre(input.range[index] === false && judge(input) === 'ALARM');
        const range = input.range.map((point, at) => (at === index ? true : point));
        // Without any good point, `ignore` may keep the state: start from ALARM.
        return judge({ ...input, range, previousState: 'ALARM' }) === 'ALARM';
      }),
    );
  });
});
