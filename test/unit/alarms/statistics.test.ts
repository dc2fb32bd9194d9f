import fc from 'fast-check';
import { requireStatistic, statisticOf } from '../../../local/alarms/statistics';
import { sample } from './fixtures';

const values = (...list: number[]) => list.map((value, index) => sample(index, value));
const statisticSet = { ...sample(0, 0), count: 4, sum: 10, minimum: 1, maximum: 5 };

test.each([
  ['SampleCount', 5],
  ['Sum', 30],
  ['Average', 6],
  ['Minimum', 2],
  ['Maximum', 12],
  ['p0', 2],
  ['p50', 5],
  ['p75', 7],
  // numpy.percentile([4, 2, 12, 5, 7], 99) = 11.8
  ['p99', 11.8],
  ['p100', 12],
  ['TM(20%:80%)', 16 / 3],
  ['tm80', 4.5],
  // The middle half of five values: 3/4 of 4, all of 5, 3/4 of 7, over 2.5.
  ['IQM', (0.75 * 4 + 5 + 0.75 * 7) / 2.5],
])('%s', (statistic, expected) => {
  expect(statisticOf(values(4, 2, 12, 5, 7), statistic)).toBeCloseTo(expected, 10);
});

test('a statistic set adds to sums and extremes and has no percentile', () => {
  const mixed = [statisticSet, sample(1, 6)];
  expect(['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'].map(name => statisticOf(mixed, name))).toEqual([
    5, 16, 3.2, 1, 6,
  ]);
  expect(statisticOf(mixed, 'p50')).toBeUndefined();
});

test('a value published with a count weighs as often', () => {
  const weighted = [{ ...sample(0, 1), count: 3, sum: 3 }, sample(0, 5)];
  expect(statisticOf(weighted, 'Average')).toBe(2);
  expect(statisticOf(weighted, 'p50')).toBe(1);
});

test('there is no statistic of nothing and no percentile of negative values', () => {
  expect(statisticOf([], 'Sum')).toBeUndefined();
  expect(statisticOf(values(-1, 2), 'p50')).toBeUndefined();
  expect(statisticOf(values(-1, 2), 'Minimum')).toBe(-1);
});

test.each(['TC(1%:2%)', 'average', 'p101', 'WM(1%:2%)'])('fails on %s', statistic => {
  expect(() => requireStatistic(statistic)).toThrow('statistic: it must be SampleCount, Sum');
});

test('a percentile lies between the extremes and grows with its share', () => {
  const numbers = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(numbers, fc.nat({ max: 99 }), (list, share) => {
      const at = (statistic: string) => statisticOf(values(...list), statistic) as number;
      expect(at(`p${share}`)).toBeGreaterThanOrEqual(at('Minimum'));
      expect(at(`p${share + 1}`)).toBeGreaterThanOrEqual(at(`p${share}`));
      expect(at(`p${share + 1}`)).toBeLessThanOrEqual(at('Maximum'));
    }),
  );
});

test('a sum is the same for any order of arrival, to the last bit', () => {
  const numbers = values(0.1, 0.2, 0.3);
  expect(statisticOf([...numbers].reverse(), 'Sum')).toBe(statisticOf(numbers, 'Sum'));
});
