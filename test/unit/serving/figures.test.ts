import fc from 'fast-check';
import { labelOf } from '../../../lambdas/domain/serving/answer';
import { goldenSample } from '../../../lambdas/domain/serving/golden-sample';
import { accuracyFloor, goldenFigures, percentile } from '../../../lambdas/domain/serving/golden-test';
import { identityFault, readIdentity } from '../../../lambdas/domain/serving/identity';
import { obsoleteConfigs } from '../../../lambdas/domain/serving/kept-configs';

describe('the floor of a sample', () => {
  it('is three standard deviations below the accuracy, as computed by hand', () => {
    expect(accuracyFloor(0.9, 100)).toBeCloseTo(0.81, 10);
    expect(accuracyFloor(0.5, 100)).toBeCloseTo(0.35, 10);
    expect(accuracyFloor(1, 50)).toBeCloseTo(0.9, 10);
  });

  it('is never above the accuracy nor below 0, and falls with fewer images', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (accuracy, images) => {
        const floor = accuracyFloor(accuracy, images);
        expect(floor).toBeGreaterThanOrEqual(0);
        expect(floor).toBeLessThanOrEqual(accuracy);
        expect(accuracyFloor(accuracy, images + 1)).toBeGreaterThanOrEqual(floor - 1e-12);
      }),
    );
  });
});

it('counts right answers, failures and the slowest twentieth', () => {
  const answers = Array.from({ length: 20 }, (_, at) => ({
    label: 'bags',
    predicted: at < 15 ? 'bags' : 'x',
    milliseconds: at + 1,
  }));
  const figures = goldenFigures([...answers, { label: 'footwear', failure: 'gone', milliseconds: 100 }]);
  expect(figures).toEqual({
    images: 21,
    failures: 1,
    accuracy: 15 / 21,
    latencyP95Ms: 20,
    perClass: { bags: { right: 15, images: 20 }, footwear: { right: 0, images: 1 } },
  });
});

it('a percentile is one of the values, and at least so many are not above it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const found = percentile(values, share);
        expect(values).toContain(found);
        expect(values.filter(value => value <= found).length / values.length).toBeGreaterThanOrEqual(share - 1e-9);
      },
    ),
  );
});

it('a golden sample has as many of each class as there are, the same ones whatever the order', () => {
  const keys = (label: string, count: number) =>
    Array.from({ length: count }, (_, at) => `golden/w/${label}/${at}.png`);
  const byClass = { bags: keys('bags', 9), footwear: [...keys('footwear', 2), 'golden/w/footwear/notes.txt'] };
  const sample = goldenSample(byClass, 10);
  expect(sample.map(({ label }) => label)).toEqual([...Array(5).fill('bags'), 'footwear', 'footwear']);
  expect(goldenSample({ ...byClass, bags: [...byClass.bags].reverse() }, 10)).toEqual(sample);
  expect(sample[0]).toEqual({ key: 'golden/w/bags/0.png', label: 'bags', contentType: 'image/png' });
});

it('keeps what serves and the newest other configuration', () => {
  const config = (name: string, hour: number) => ({ name, createdAt: `2026-11-21T0${hour}:00:00.000Z` });
  expect(obsoleteConfigs([config('a', 1), config('b', 2), config('c', 3), config('d', 4)], 'b')).toEqual(['c', 'a']);
  expect(obsoleteConfigs([config('b', 2)], 'b')).toEqual([]);
});

describe('identity', () => {
  const wanted = { arn: 'arn:1', artifactSha256: 'a', contentSha256: 'c' };
  it.each([
    ['everloop-model-package=arn:1,everloop-artifact-sha256=a,everloop-content-sha256=c', undefined],
    ['other=1, everloop-model-package=arn:1,everloop-artifact-sha256=a,everloop-content-sha256=c', undefined],
    ['everloop-model-package=arn:1,everloop-artifact-sha256=a', 'its content sha256 must be c, got none'],
    ['', 'its model package must be arn:1, got none'],
    ['everloop-model-package', 'its model package must be arn:1, got none'],
  ])('of %j is judged', (attributes, fault) => {
    expect(identityFault(readIdentity(attributes), wanted)).toBe(fault);
  });

  it('is read of any text without a throw', () => {
    fc.assert(fc.property(fc.string(), text => void readIdentity(text)));
  });
});

it.each([
  ['{"predictions":[{"label":"bags","score":1}]}', 'bags'],
  ['{"predictions":[]}', undefined],
  ['{"predictions":[{"error":{"code":"X"}}]}', undefined],
  ['not JSON', undefined],
])('the answer %s names %s', (text, label) => expect(labelOf(new TextEncoder().encode(text))).toBe(label));
