import * as fc from 'fast-check';
import { sortNumbers } from '../../../lambdas/domain/drift/statistics/sort-numbers';

/** Enough numbers for the radix sort. */
const many = (value: (index: number) => number): Float64Array =>
  Float64Array.from({ length: 5000 }, (_, i) => value(i));
const noise = (index: number): number => Math.sin(index * 12.9898) * 43758.5453;

it.each<[string, Float64Array]>([
  ['numbers of both signs', many(noise)],
  ['whole numbers with ties', many(index => Math.round(noise(index)) % 50)],
  ['numbers that differ in their lowest bits only', many(index => 290 + (noise(index) % 1) * 1e-9)],
  ['one value', many(() => 7)],
  ['all magnitudes', many(index => noise(index) * 10 ** ((index % 600) - 300))],
  ['denormal numbers', many(index => (index % 2 === 0 ? 1 : -1) * index * 5e-324)],
  ['descending numbers', many(index => -index)],
  ['the largest numbers', many(index => (index % 2 === 0 ? 1 : -1) * (Number.MAX_VALUE - index * 1e300))],
])('sorts %s as the built-in sort does', (_, values) => {
  const expected = values.slice().sort();
  expect(sortNumbers(values)).toBe(values);
  expect([...values].map(value => value + 0)).toEqual([...expected].map(value => value + 0));
});

it('sorts a part of a larger array and leaves the rest alone', () => {
  const whole = many(noise);
  const before = whole.slice(0, 100);
  sortNumbers(whole.subarray(100));
  expect(whole.slice(0, 100)).toEqual(before);
  expect(whole.subarray(100)).toEqual(whole.slice(100).sort());
});

it('sorts whatever is finite', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.nat(), (few, seed) => {
      const values = many(index => few[(index * 7919 + seed) % few.length]! * (1 + (index % 97) * 2 ** -40));
      const finite = values.filter(Number.isFinite);
      const expected = finite.slice().sort();
      expect([...sortNumbers(finite)].every((sorted, index) => sorted === expected[index])).toBe(true);
    }),
    { numRuns: 50 },
  );
});
