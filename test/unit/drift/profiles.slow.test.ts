import * as fc from 'fast-check';
import { learnCategoryGrid } from '../../../lambdas/domain/drift/profile/category-grid';
import { CategoryProfiler } from '../../../lambdas/domain/drift/profile/category-profiler';
import type { CategoryProfile, NumericProfile } from '../../../lambdas/domain/drift/profile/column-profile';
import { addText, emptySketch, estimateDistinct } from '../../../lambdas/domain/drift/profile/distinct-sketch';
import { nextBelow } from '../../../lambdas/domain/drift/profile/double-neighbours';
import { mergeProfiles } from '../../../lambdas/domain/drift/profile/merge-profiles';
import { momentsOf } from '../../../lambdas/domain/drift/profile/moments';
import { NumberSketch } from '../../../lambdas/domain/drift/profile/number-sketch';
import { learnNumericGrid, type NumericGrid } from '../../../lambdas/domain/drift/profile/numeric-grid';
import { NumericProfiler } from '../../../lambdas/domain/drift/profile/numeric-profiler';
import { normal, sample, uniform } from '../../support/random';

const profileOf = (grid: NumericGrid, ...parts: readonly (readonly number[] | Float64Array)[]): NumericProfile => {
  const profiler = new NumericProfiler(grid);
  for (const part of parts) profiler.add(Float64Array.from(part));
  return profiler.profile();
};
const gridOf = (values: readonly number[] | Float64Array): NumericGrid =>
  learnNumericGrid(Float64Array.from(values).filter(Number.isFinite).sort());

/** What must be equal to the last bit, and the sums, which are rounded. */
const exactPart = ({ sum, squares, ...rest }: NumericProfile) => rest;

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }) },
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity, 5e-324, 0, 1e308, -1e308) },
);
const cells = fc.array(cell, { maxLength: 400 });

describe('a profile of numbers', () => {
  it('of two parts merged is the profile of all rows, whatever the order and the grouping', () => {
    fc.assert(
      fc.property(cells, cells, cells, cells, (reference, a, b, c) => {
        const grid = gridOf(reference);
        const [one, two, three] = [profileOf(grid, a), profileOf(grid, b), profileOf(grid, c)];
        const whole = profileOf(grid, [...a, ...b, ...c]);
        const left = mergeProfiles(mergeProfiles(one, two), three);
        expect(exactPart(left)).toEqual(exactPart(whole));
        expect(exactPart(mergeProfiles(one, mergeProfiles(two, three)))).toEqual(exactPart(whole));
        expect(mergeProfiles(two, one)).toEqual(mergeProfiles(one, two));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps sums to 1e-12 of the sum of magnitudes in any grouping', () => {
    const values = sample(20_000, normal(3));
    const grid = gridOf(values);
    const parts = Array.from({ length: 20 }, (_, part) =>
      profileOf(grid, values.subarray(part * 1000, part * 1000 + 1000)),
    );
    const merged = parts.reduce((all, part) => mergeProfiles(part, all));
    const whole = profileOf(grid, values);
    expect(Math.abs(merged.sum - whole.sum)).toBeLessThan(1e-12 * values.length);
    expect(Math.abs(merged.squares - whole.squares)).toBeLessThan(1e-12 * values.length);
  });

  it('puts each value into the bin between its edges', () => {
    fc.assert(
      fc.property(cells, cells, (reference, window) => {
        const grid = gridOf(reference);
        const expected = new Float64Array(grid.edges.length + 1);
        const finite = window.filter(Number.isFinite);
        for (const value of finite) expected[grid.edges.filter(edge => edge < value).length]!++;
        const profile = profileOf(grid, window);
        expect([...profile.bins]).toEqual([...expected]);
        expect(profile.count).toBe(finite.length);
        expect(profile.missing).toBe(window.filter(Number.isNaN).length);
        expect(profile.infinite).toBe(window.length - profile.count - profile.missing);
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, Float64Array]>([
    ['a normal column', sample(30_000, normal(1))],
    ['a heavy tail', sample(30_000, normal(2)).map(value => Math.exp(3 * value))],
    ['a column with a spike', sample(30_000, normal(4)).map((value, index) => (index % 3 === 0 ? 0.5 : value))],
    ['a few values', sample(30_000, uniform(5)).map(value => Math.floor(7 * value))],
    ['a column far from 0', sample(30_000, normal(6)).map(value => 1e9 + value * 1e-3)],
    ['the ends of the range', Float64Array.of(-Number.MAX_VALUE, 0, Number.MAX_VALUE)],
  ])('of %s has no bin of more than 1 / 512 that holds two values', (_, values) => {
    const grid = gridOf(values);
    const { bins } = profileOf(grid, values);
    expect(grid.edges.length).toBeLessThanOrEqual(1024);
    bins.forEach((count, bin) => {
      const single = bin > 0 && bin < grid.edges.length && grid.edges[bin - 1] === nextBelow(grid.edges[bin]!);
      if (!single) expect(count).toBeLessThanOrEqual(values.length / 512);
    });
    const expected = new Float64Array(bins.length);
    const sorted = values.slice().sort();
    for (let at = 0, bin = 0; at < sorted.length; expected[bin]!++, at++) while (grid.edges[bin]! < sorted[at]!) bin++;
    expect([...bins]).toEqual([...expected]);
  });

  it('tells mean and deviation, and neither for a window without values', () => {
    const values = sample(5000, normal(7)).map(value => 290 + value / 2);
    const grid = gridOf(values.subarray(0, 1000));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const moments = momentsOf(grid, profileOf(grid, values));
    expect(moments?.mean).toBeCloseTo(mean, 11);
    expect(moments?.deviation).toBeCloseTo(deviation, 11);
    expect(momentsOf(grid, profileOf(grid, [Number.NaN, Infinity]))).toBeNull();
  });

  it('keeps the values while there are at most 1,000', () => {
    const grid = gridOf([1, 2, 3]);
    const many = Array.from({ length: 1000 }, (_, index) => index);
    expect(profileOf(grid, [3, Number.NaN, 1]).kept).toEqual(Float64Array.of(1, 3));
    expect(profileOf(grid, many).kept).toHaveLength(1000);
    expect(profileOf(grid, many, [7]).kept).toBeNull();
    expect(mergeProfiles(profileOf(grid, many), profileOf(grid, [7])).kept).toBeNull();
  });

  it('of another grid is refused', () => {
    expect(() => mergeProfiles(profileOf(gridOf([1, 2]), [1]), profileOf(gridOf([1, 3]), [1]))).toThrow(
      /column profiles: both must be of one grid, got \w+ and \w+; profile the rows again on one baseline/,
    );
  });
});

describe('a profile of categories', () => {
  const name = fc.option(fc.constantFrom('clouds', 'clear', 'rain', 'fog', 'squall', 'smoke'.repeat(20)));
  const categories = (
    grid: ReturnType<typeof learnCategoryGrid>,
    rows: readonly (string | null)[],
  ): CategoryProfile => {
    const profiler = new CategoryProfiler(grid);
    profiler.add(rows);
    return profiler.profile();
  };

  it('of two parts merged is the profile of all rows, whatever the order and the grouping', () => {
    fc.assert(
      fc.property(fc.array(name), fc.array(name), fc.array(fc.option(fc.string())), (reference, a, b) => {
        const grid = learnCategoryGrid(reference);
        const merged = mergeProfiles(categories(grid, a), categories(grid, b));
        expect(merged).toEqual(categories(grid, [...a, ...b]));
        expect(mergeProfiles(categories(grid, b), categories(grid, a))).toEqual(merged);
      }),
    );
  });

  it('counts what the reference lacks together, and names the first of it', () => {
    const grid = learnCategoryGrid(['rain', 'clear', 'rain', null]);
    const profile = categories(grid, ['clear', 'snow', 'fog', 'snow', null]);
    expect(grid.names).toEqual(['rain', 'clear']);
    expect([...profile.bins]).toEqual([0, 1, 3]);
    expect(profile.examples).toEqual(['fog', 'snow']);
    expect(profile).toMatchObject({ count: 4, missing: 1 });
  });

  it('stays small with a million categories', () => {
    const grid = learnCategoryGrid(Array.from({ length: 1_000_000 }, (_, index) => `order ${index}`));
    const profile = categories(
      grid,
      Array.from({ length: 100_000 }, (_, index) => `order ${index * 31}`),
    );
    expect(grid.names).toHaveLength(255);
    expect(grid.distinct).toBe(1_000_000);
    expect(profile.bins).toHaveLength(256);
    expect(profile.examples).toHaveLength(8);
    expect(profile.bins[255]! + profile.bins.slice(0, 255).reduce((sum, count) => sum + count, 0)).toBe(100_000);
  });
});

const sketchOf = (values: Float64Array): Uint8Array => {
  const sketch = new NumberSketch();
  sketch.add(values);
  return sketch.ranks();
};

describe('the number of different values', () => {
  // Three standard errors: 3 x 2.3 %.
  it.each([0, 1, 2, 5, 100, 3000, 20_000, 100_000])('is estimated to 7 %% among %d numbers', size => {
    const whole = sketchOf(sample(size, uniform(size)));
    const texts = emptySketch();
    for (let index = 0; index < size; index++) addText(texts, `row ${index}`);
    const integers = sketchOf(Float64Array.from({ length: size }, (_, index) => index));
    for (const sketch of [whole, texts, integers]) {
      expect(Math.abs(estimateDistinct(sketch) - size)).toBeLessThanOrEqual(Math.max(0.5, 0.07 * size));
    }
  });

  it('does not grow with repetition or the sign of 0', () => {
    expect(Math.round(estimateDistinct(sketchOf(Float64Array.of(1, 1, 0, -0, 1))))).toBe(2);
  });
});
