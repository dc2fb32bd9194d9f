import * as fc from 'fast-check';
import {
  type ColumnBaseline,
  type ColumnValues,
  learnBaseline,
  mergeTables,
  profileTable,
  type Table,
} from '../../../lambdas/domain/drift/baseline';
import type { NumericComparison } from '../../../lambdas/domain/drift/compare/column-comparison';
import { compareColumn } from '../../../lambdas/domain/drift/compare/compare-column';
import { compareTables } from '../../../lambdas/domain/drift/compare/compare-tables';
import { binnedDistances } from '../../../lambdas/domain/drift/compare/grid-distances';
import {
  decodeBaseline,
  decodeProfile,
  encodeBaseline,
  encodeProfile,
} from '../../../lambdas/domain/drift/profile/profile-codec';
import { compareSorted } from '../../../lambdas/domain/drift/statistics/compare-sorted';
import { type Cell, tableOfRows } from '../../../lambdas/domain/drift/table-of-rows';
import { normal, sample, uniform } from '../../support/random';

const numbers = (values: ArrayLike<number>): ColumnValues => ({ kind: 'numeric', values: Float64Array.from(values) });
const names = (values: readonly (string | null)[]): ColumnValues => ({ kind: 'category', values });

function compare(reference: ColumnValues, current: ColumnValues) {
  const baseline = learnBaseline(new Map([['x', reference]]));
  const window = profileTable(baseline, new Map([['x', current]]));
  return compareColumn(baseline.get('x')!, window.columns.get('x')!);
}

const compareNumbers = (reference: ArrayLike<number>, current: ArrayLike<number>) =>
  compare(numbers(reference), numbers(current)) as NumericComparison;

describe('bins of the reference', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e3, max: 1e3 }),
    fc.integer({ min: -4, max: 4 }),
  );
  const values = fc.array(value, { minLength: 1, maxLength: 300 });

  it('tell KS and Wasserstein of any two samples within the errors that they state', () => {
    fc.assert(
      fc.property(values, values, fc.integer({ min: 1, max: 6 }), (reference, current, copies) => {
        // Copies make bins of several rows: a bin may hold n / 512 of them.
        const many = Array.from({ length: copies }, (_, copy) => reference.map(x => x + copy * 1e-3)).flat();
        const baseline = learnBaseline(new Map([['x', numbers(many)]])).get('x') as Extract<
          ColumnBaseline,
          { kind: 'numeric' }
        >;
        const window = profileTable(new Map([['x', baseline]]), new Map([['x', numbers(current)]])).columns.get('x')!;
        if (window.kind !== 'numeric') throw new Error('a column of numbers became one of names');
        const binned = binnedDistances(baseline.grid, { reference: baseline.profile, current: window });
        const exact = compareSorted(Float64Array.from(many).sort(), Float64Array.from(current).sort());
        const rounding = 1e-12 * 2000;
        expect(binned.ksError).toBeLessThanOrEqual(1 / 512);
        expect(binned.ks).toBeLessThanOrEqual(exact.ks + rounding);
        expect(binned.ks + binned.ksError).toBeGreaterThanOrEqual(exact.ks - rounding);
        expect(Math.abs(binned.wasserstein - exact.wasserstein)).toBeLessThanOrEqual(
          binned.wassersteinError + rounding,
        );
      }),
      { numRuns: 300 },
    );
  });

  it.each<[string, (value: number) => number]>([
    ['normal', value => value],
    ['heavy-tailed', value => Math.exp(2 * value)],
    ['stepped', value => Math.round(value * 3)],
    ['half constant', value => Math.max(0, value)],
  ])('tell KS within 1 / 512 for 30,000 %s rows', (_, shape) => {
    const reference = sample(30_000, normal(11)).map(shape);
    const current = sample(9000, normal(12)).map(value => shape(value * 1.1 + 0.07));
    const { ks, wasserstein } = compareSorted(reference.slice().sort(), current.slice().sort());
    const comparison = compareNumbers(reference, current);
    expect(Math.abs(comparison.ks - ks)).toBeLessThanOrEqual(1 / 512);
    expect(Math.abs(comparison.wasserstein - wasserstein)).toBeLessThanOrEqual(comparison.wassersteinError);
    expect(comparison.ksError).toBeLessThanOrEqual(1 / 512);
  });

  it('are joined to deciles for statistics of shares, and a value with many rows stays alone', () => {
    const reference = sample(5000, normal(13)).map((value, index) => (index % 2 === 0 ? 0 : value));
    const { bins } = compareNumbers(reference, reference);
    const shares = [...bins.reference].map(count => count / 5000);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...shares)).toBeGreaterThan(0.05);
    expect(Math.max(...shares)).toBeGreaterThan(0.5);
    expect(shares.length).toBeLessThanOrEqual(10);
    expect([...bins.edges]).toContain(0);
  });
});

describe('a column', () => {
  const spread = sample(400, normal(21));
  const finite = (comparison: object) =>
    expect(Object.values(comparison).filter(figure => typeof figure === 'number' && !Number.isFinite(figure))).toEqual(
      [],
    );

  it.each<[string, ArrayLike<number>, ArrayLike<number>, Partial<NumericComparison>]>([
    ['of one constant', [3, 3, 3], [3, 3], { ks: 0, ksPValue: 1, psi: 0, wasserstein: 0, distinctValues: 1 }],
    ['that left its constant', [3, 3, 3], [4, 4], { ks: 1, wasserstein: 1, distinctValues: 2, totalVariation: 1 }],
    ['that became constant', spread, [0, 0, 0], { samples: { reference: 400, current: 3 } }],
    ['with 1e308 in it', [...spread, 1e308], [...spread, -1e308], {}],
    ['of large numbers', spread.map(x => x * 1e300), spread.map(x => x * 1e300), { ks: 0, wasserstein: 0 }],
  ])('%s has only finite figures', (_, reference, current, expected) => {
    const comparison = compareNumbers(reference, current);
    expect(comparison).toMatchObject(expected);
    finite({ ...comparison, wasserstein: 0, wassersteinError: 0, wassersteinNormalised: 0 });
  });

  it('counts NaN as missing and infinite values apart, and compares the rest', () => {
    const clean = compareNumbers(spread, spread.subarray(0, 200));
    const dirty = compareNumbers(spread, [
      ...spread.subarray(0, 200),
      ...Array(80).fill(Number.NaN),
      Infinity,
      -Infinity,
    ]);
    expect(dirty.ks).toBe(clean.ks);
    expect(dirty.missing.current).toBeCloseTo(80 / 282, 12);
    expect(dirty.missing.pValue).toBeLessThan(1e-6);
    expect(dirty.infinite.current).toBeCloseTo(2 / 282, 12);
    finite(dirty);
  });

  it('of one category, or of new ones only, has finite figures', () => {
    const same = compare(names(['a', 'a']), names(['a']));
    const other = compare(names(['a', 'a']), names(['b', 'c', 'b']));
    expect(same).toMatchObject({ totalVariation: 0, psi: 0, homogeneity: { pValue: 1 } });
    expect(other).toMatchObject({ totalVariation: 1, distinctValues: 3, examples: ['b', 'c'] });
    finite({ ...other, goodnessOfFit: 0 });
  });

  it('is refused on the grid of another baseline', () => {
    const [one, other] = [
      [1, 2, 3],
      [1, 2, 4],
    ].map(values => learnBaseline(new Map([['x', numbers(values)]])));
    const window = profileTable(other!, new Map([['x', numbers([1])]]));
    expect(() => compareColumn(one!.get('x')!, window.columns.get('x')!)).toThrow(
      /column profile: it must be of the baseline's grid/,
    );
  });
});

describe('a window', () => {
  const rows = (size: number, row: (index: number) => Record<string, Cell>) =>
    Array.from({ length: size }, (_, i) => row(i));
  const reference = tableOfRows(rows(500, i => ({ speed: i % 50, sky: i % 3 === 0 ? 'clear' : 'rain', wind: i / 7 })));
  const baseline = learnBaseline(reference);
  const kindsOf = (table: Table) =>
    Object.fromEntries(
      [...compareTables(baseline, profileTable(baseline, table))].map(([name, { kind }]) => [name, kind]),
    );

  it.each<[string, Record<string, Cell>[], Record<string, string>]>([
    [
      'like the reference',
      rows(100, i => ({ speed: i, sky: 'rain', wind: 1 })),
      { speed: 'compared', sky: 'compared', wind: 'compared' },
    ],
    ['without rows', [], { speed: 'insufficient-data', sky: 'insufficient-data', wind: 'insufficient-data' }],
    [
      'with 99 rows',
      rows(99, i => ({ speed: i, sky: 'rain', wind: 1 })),
      { speed: 'insufficient-data', sky: 'insufficient-data', wind: 'insufficient-data' },
    ],
    [
      'with a column too many',
      rows(100, i => ({ speed: i, sky: 'rain', wind: 1, gust: 2 })),
      { speed: 'compared', sky: 'compared', wind: 'compared', gust: 'extra-column' },
    ],
    [
      'without a column',
      rows(100, i => ({ speed: i, sky: 'rain' })),
      { speed: 'compared', sky: 'compared', wind: 'missing-column' },
    ],
    [
      'with names for numbers',
      rows(100, i => ({ speed: 'fast', sky: 'rain', wind: i })),
      { speed: 'changed-kind', sky: 'compared', wind: 'compared' },
    ],
    [
      'with numbers for names',
      rows(100, i => ({ speed: i, sky: i % 2, wind: 1 })),
      { speed: 'compared', sky: 'compared', wind: 'compared' },
    ],
    [
      'with some text among numbers',
      rows(200, i => ({ speed: i % 2 ? i : 'n/a', sky: 'rain', wind: 1 })),
      { speed: 'compared', sky: 'compared', wind: 'compared' },
    ],
    [
      'with an empty column',
      rows(100, i => ({ speed: i, sky: 'rain', wind: null })),
      { speed: 'compared', sky: 'compared', wind: 'insufficient-data' },
    ],
  ])('%s has an outcome for each column', (_, window, expected) => {
    expect(kindsOf(tableOfRows(window, baseline))).toEqual(expected);
  });

  it('of parts is the window of all rows', () => {
    const all = rows(300, i => ({
      speed: i % 60,
      sky: i % 5 ? 'snow' : null,
      wind: Math.sin(i),
      ...(i < 150 && { gust: 1 }),
    }));
    const whole = profileTable(baseline, tableOfRows(all, baseline));
    const parts = [all.slice(0, 40), all.slice(40, 41), all.slice(41)].map(part =>
      profileTable(baseline, tableOfRows(part, baseline)),
    );
    const { columns, ...rest } = parts.reduce(mergeTables);
    expect(rest).toEqual({ rows: whole.rows, extra: whole.extra, changed: whole.changed });
    expect(columns.get('sky')).toEqual(whole.columns.get('sky'));
    expect(columns.get('speed')).toMatchObject({ bins: whole.columns.get('speed')!.bins, count: 300 });
  });

  it('counts a column that one part lacks as missing there', () => {
    const [full, lacking] = [rows(10, i => ({ speed: i, wind: 1 })), rows(7, i => ({ speed: i }))].map(part =>
      profileTable(baseline, tableOfRows(part, baseline)),
    );
    expect(mergeTables(full!, lacking!).columns.get('wind')).toMatchObject({ count: 10, missing: 7 });
    expect(mergeTables(lacking!, full!).columns.get('wind')).toMatchObject({ count: 10, missing: 7 });
  });
});

describe('state', () => {
  const next = uniform(31);
  const table: Table = new Map([
    ...Array.from({ length: 20 }, (_, column) => [`c${column}`, numbers(sample(3000, next))] as const),
    ['name', names(Array.from({ length: 3000 }, (_, i) => (i % 9 ? `${'shop '.repeat(40)}${i % 400}` : null)))],
    ['__proto__', numbers([1, Number.NaN, -Number.MAX_VALUE, Number.MAX_VALUE])],
    ['nothing', numbers([Number.NaN, Infinity])],
  ]);
  const baseline = learnBaseline(table);

  it('reads back as it was written', () => {
    const profile = profileTable(baseline, new Map([...table, ['more', numbers([1])]]));
    expect(decodeBaseline(encodeBaseline(baseline))).toEqual(baseline);
    expect(decodeProfile(encodeProfile(profile))).toEqual(profile);
  });

  it('of 20 columns stays below 1 MB at any number of rows', () => {
    const baselineBytes = Buffer.byteLength(encodeBaseline(baseline));
    const small = profileTable(
      baseline,
      new Map(
        [...table].map(([name, column]) => [name, { ...column, values: column.values.slice(0, 1000) } as ColumnValues]),
      ),
    );
    const doubled = Array.from({ length: 30 }).reduce<typeof small>(merged => mergeTables(merged, merged), small);
    expect(doubled.rows).toBe(1000 * 2 ** 30);
    for (const bytes of [
      baselineBytes,
      ...[small, doubled].map(profile => Buffer.byteLength(encodeProfile(profile))),
    ]) {
      expect(bytes).toBeLessThan(1e6);
    }
  });

  it.each(['{}', '[]', '{"schemaVersion":2,"rows":0,"columns":[],"extra":[],"changed":[]}'])(
    'of another form is refused: %s',
    text => {
      expect(() => decodeProfile(text)).toThrow();
      expect(() => decodeBaseline(text)).toThrow();
    },
  );
});
