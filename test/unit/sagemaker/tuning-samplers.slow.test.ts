import fc from 'fast-check';
import { bayesianSampler, expectedImprovement } from '../../../local/sagemaker/tuning/sampling/bayesian-sampler';
import { categorical, continuous, type Dimension, integer } from '../../../local/sagemaker/tuning/sampling/dimension';
import { GaussianProcess } from '../../../local/sagemaker/tuning/sampling/gaussian-process';
import { randomSampler } from '../../../local/sagemaker/tuning/sampling/random-sampler';
import type { Choice, Sampler, Trial } from '../../../local/sagemaker/tuning/sampling/sampler';
import { seededRandom } from '../../../local/sagemaker/tuning/sampling/seeded-random';

const rate = continuous({ name: 'rate', minimum: 1e-5, maximum: 1, scale: 'Logarithmic' });
const momentum = continuous({ name: 'momentum', minimum: 0, maximum: 0.999, scale: 'ReverseLogarithmic' });
const units = integer({ name: 'units', minimum: 1, maximum: 4, scale: 'Linear' });
const kind = categorical('kind', ['a', 'b', 'c']);

describe('a dimension', () => {
  test.each([
    ['a logarithmic rate', rate, ['0.00001', '1']],
    ['a reverse logarithmic momentum', momentum, ['0', '0.999']],
    ['an integer', units, ['1', '4']],
    ['a category', kind, ['a', 'c']],
  ])('reaches both ends of its range: %s', (_, dimension, ends) => {
    expect([dimension.textAt(0), dimension.textAt(1)]).toEqual(ends);
  });

  test('the middle of a logarithmic range is its geometric mean, of a reverse one that of the rest to 1', () => {
    expect(Number(rate.textAt(0.5))).toBeCloseTo(10 ** -2.5, 6);
    expect(Number(momentum.textAt(0.5))).toBeCloseTo(1 - Math.sqrt(0.001), 6);
  });

  test.each(['Linear', 'Logarithmic'] as const)('%s integers reach both ends, and no further', scale => {
    const dimension = integer({ name: 'n', minimum: 2, maximum: 64, scale });
    const texts = Array.from({ length: 1001 }, (_, at) => Number(dimension.textAt(at / 1000)));
    expect([Math.min(...texts), Math.max(...texts)]).toEqual([2, 64]);
    expect(texts.every(Number.isInteger)).toBe(true);
  });

  test('a text comes back from its position', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(rate, momentum, units, kind),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, at) => {
          const text = one.textAt(at);
          const again = one.textAt(one.positionOf(text));
          if (one === units || one === kind) expect(again).toBe(text);
          else expect(Number(again)).toBeCloseTo(Number(text), 9);
        },
      ),
    );
  });
});

test('a random stream is decided by its seeds, and even', () => {
  const [one, same, other] = [seededRandom(1, 'a'), seededRandom(1, 'a'), seededRandom(1, 'b')];
  const values = Array.from({ length: 10_000 }, one);
  expect(Array.from({ length: 10_000 }, same)).toEqual(values);
  expect(other()).not.toBe(values[0]);
  const quarters = [0, 1, 2, 3].map(quarter => values.filter(value => Math.floor(value * 4) === quarter).length);
  for (const count of quarters) expect(Math.abs(count - 2_500)).toBeLessThan(200);
});

test('a Gaussian process goes through its points, and knows less further away', () => {
  const process = new GaussianProcess([[0.1], [0.5]], [1, -1], { lengths: [0.2], noise: 1e-6 });
  expect(process.predict([0.1]).mean).toBeCloseTo(1, 3);
  expect(process.predict([0.5]).mean).toBeCloseTo(-1, 3);
  expect(process.predict([0.5]).deviation).toBeLessThan(0.01);
  expect(process.predict([5]).mean).toBeCloseTo(0, 6);
  expect(process.predict([5]).deviation).toBeCloseTo(1, 6);
});

test('the likelihood of a Gaussian process is that of the multivariate normal', () => {
  // One point: log N(2; 0, 1 + 0.5).
  const { logLikelihood } = new GaussianProcess([[0]], [2], { lengths: [1], noise: 0.5 });
  expect(logLikelihood).toBeCloseTo(-4 / 3 - Math.log(1.5) / 2 - Math.log(2 * Math.PI) / 2, 10);
});

test('expected improvement is exact where it is known', () => {
  const at = (mean: number, deviation: number) => expectedImprovement({ predict: () => ({ mean, deviation }) }, [], 0);
  expect(at(0, 1)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 6);
  expect(at(-3, 1e-9)).toBeCloseTo(3, 6);
  expect(at(3, 1e-9)).toBeCloseTo(0, 9);
});

/** Lowest loss after `jobs` trials, `parallel` at a time. */
function lowest(sampler: Sampler, { dimensions, loss, jobs, seed, parallel = 1 }: Search): number {
  const trials: Trial[] = [];
  for (let index = 0; index < jobs; index++) {
    const choice = sampler({ dimensions, seed, index, trials });
    trials.push({ choice, loss: undefined });
    const ended = trials.length - parallel;
    if (ended >= 0) trials[ended] = { ...(trials[ended] as Trial), loss: loss((trials[ended] as Trial).choice) };
  }
  return Math.min(...trials.map(({ choice }) => loss(choice)));
}

interface Search {
  readonly dimensions: readonly Dimension[];
  readonly loss: (choice: Choice) => number;
  readonly jobs: number;
  readonly seed: number;
  readonly parallel?: number;
}

const number = (choice: Choice, name: string) => Number(choice[name]);
const line = (name: string) => continuous({ name, minimum: -5, maximum: 10, scale: 'Linear' });

/** Branin: three equal valleys, lowest 0.397887. */
const branin = (choice: Choice): number => {
  const [x, y] = [number(choice, 'x'), number(choice, 'y') + 5];
  const valley = (y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6) ** 2;
  return valley + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
};

/** What tuning meets: a rate on a logarithmic scale, a size, and a kind of which one is best; lowest 0. */
const mixed = (choice: Choice): number =>
  (Math.log10(number(choice, 'rate')) + 2) ** 2 +
  ((number(choice, 'units') - 20) / 10) ** 2 +
  { a: 1, b: 0, c: 0.5 }[choice['kind'] as 'a' | 'b' | 'c'];

const searches: readonly (readonly [string, Omit<Search, 'seed'>])[] = [
  ['Branin', { dimensions: [line('x'), line('y')], loss: branin, jobs: 22 }],
  ['Branin, four at a time', { dimensions: [line('x'), line('y')], loss: branin, jobs: 22, parallel: 4 }],
  [
    'numbers on two scales and a category',
    {
      dimensions: [rate, integer({ name: 'units', minimum: 1, maximum: 64, scale: 'Linear' }), kind],
      loss: mixed,
      jobs: 20,
    },
  ],
];

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

test.each(searches)('Bayesian search finds a lower loss than random search: %s', (_, search) => {
  const seeds = Array.from({ length: 8 }, (_, seed) => seed);
  const bayesian = seeds.map(seed => lowest(bayesianSampler, { ...search, seed }));
  const random = seeds.map(seed => lowest(randomSampler, { ...search, seed }));
  const won = seeds.filter(seed => (bayesian[seed] as number) <= (random[seed] as number)).length;
  expect(won).toBeGreaterThanOrEqual(7);
  expect(median(bayesian)).toBeLessThan(median(random) / 2);
});
