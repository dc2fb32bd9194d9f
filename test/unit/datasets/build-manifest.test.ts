import fc from 'fast-check';
import { buildManifest, type DatasetSources } from '../../../lambdas/domain/datasets/build-manifest';
import { manifestId } from '../../../lambdas/domain/datasets/manifest-id';
import { example, examples, policy, turned } from './examples';

const classes = ['bags', 'shoes'];
const golden = classes.flatMap(label =>
  examples(label, 3).map(one => ({
    ...one,
    ...example(`golden-${label}-${one.path}`, { label }),
    path: `golden/${one.path}`,
  })),
);
const sources = (more: Partial<DatasetSources> = {}): DatasetSources => ({
  workload: 'w',
  classes,
  examples: classes.flatMap(label => examples(label, 200)),
  golden,
  ...more,
});
const build = (more: Partial<DatasetSources> = {}, options = {}) =>
  buildManifest(sources(more), { policy, ...options });
const splitsByPath = (built: ReturnType<typeof build>) =>
  new Map(built.manifest.items.map(({ path, split }) => [path, split]));
const codesOf = ({ excluded }: ReturnType<typeof build>) => excluded.map(({ code }) => code);

describe('splitting', () => {
  it('gives every class about the share of validation examples', () => {
    const { balance, faults } = build({ examples: classes.flatMap(label => examples(label, 3000)) });
    for (const { counts } of balance.classes) {
      // 3,000 draws of .1: 300 +- 4 standard deviations of 16.4.
      expect(counts.validation).toBeGreaterThan(234);
      expect(counts.validation).toBeLessThan(366);
    }
    expect(faults).toEqual([]);
  });

  it('never moves an example between splits when others are added', () => {
    const all = classes.flatMap(label => examples(label, 60));
    fc.assert(
      fc.property(fc.subarray(all), some => {
        const before = splitsByPath(build({ examples: some }));
        const after = splitsByPath(build({ examples: all }));
        for (const [path, split] of before) expect([path, after.get(path)]).toEqual([path, split]);
      }),
      { numRuns: 30 },
    );
  });

  it('puts pictures that look the same into one split', () => {
    const twins = examples('bags', 100).flatMap(one => [
      one,
      example(`copy of ${one.path}`, { perceptualHash: one.perceptualHash }),
    ]);
    const split = splitsByPath(build({ examples: twins }));
    for (let at = 0; at < twins.length; at += 2) {
      expect(split.get(twins[at]!.path)).toBe(split.get(twins[at + 1]!.path));
    }
  });

  it('is the same data set in whatever order the examples come', () => {
    const all = classes.flatMap(label => examples(label, 20));
    const { manifest } = build({ examples: all });
    expect(manifestId(manifest)).toBe(manifest.id);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), shuffled => {
        expect(build({ examples: shuffled, golden: [...golden].reverse() }).manifest).toEqual(manifest);
      }),
      { numRuns: 20 },
    );
  });

  it('holds back feedback of a drifted window, and nothing else, as split drift', () => {
    const feedback = examples('bags', 200, { source: 'feedback', day: '2026-03-02' }).map(one => ({
      ...example(`feedback ${one.path}`, one),
      path: `feedback/${one.path}`,
    }));
    const earlier = feedback.map(one => ({ ...one, ...example(`old ${one.path}`), source: 'feedback' }));
    const drift = { firstDay: '2026-03-01', lastDay: '2026-03-07' };
    const { manifest } = build({ examples: [...sources().examples, ...feedback, ...earlier] }, { drift });
    const held = manifest.items.filter(({ split }) => split === 'drift');
    expect(held.length).toBeGreaterThan(30);
    expect(held.length).toBeLessThan(90);
    expect(held.every(({ path }) => path.startsWith('feedback/'))).toBe(true);
    const without = build({ examples: [...sources().examples, ...feedback, ...earlier] });
    expect(without.balance.total.drift).toBe(0);
  });
});

describe('leaving out', () => {
  const first = golden[0]!;

  it.each([
    ['the bytes of a golden picture', { sha256: first.sha256 }, 'GOLDEN_DUPLICATE'],
    [
      'hashes of a golden picture but for two bits each',
      {
        perceptualHash: turned(first.perceptualHash, 2),
        differenceHash: turned(first.differenceHash, 2),
      },
      'GOLDEN_NEAR_DUPLICATE',
    ],
    ['a class that is gone', { label: 'hats' }, 'UNKNOWN_CLASS_LABEL'],
    ['a key that leads out of its folder', { path: 'labelled/w/bags/../x.jpg' }, 'UNUSABLE_KEY'],
  ])('drops an example with %s', (_, more, code) => {
    const bad = example('bad', more);
    const built = build({ examples: [...sources().examples, bad] });
    expect(built.excluded).toEqual([{ path: bad.path, code }]);
    expect(splitsByPath(built).has(bad.path)).toBe(false);
  });

  it.each([
    ['one hash alone is near', { perceptualHash: first.perceptualHash }],
    [
      'three bits differ',
      { perceptualHash: turned(first.perceptualHash, 3), differenceHash: turned(first.differenceHash, 3) },
    ],
  ])('keeps an example of which %s', (_, more) => {
    expect(codesOf(build({ examples: [...sources().examples, example('close', more)] }))).toEqual([]);
  });

  it('drops all copies whose labels contradict each other, and all but the first of equal ones', () => {
    const copies = [
      example('a', { path: 'labelled/w/bags/a.jpg' }),
      example('a', { path: 'labelled/w/shoes/a.jpg', label: 'shoes' }),
      example('b', { path: 'labelled/w/bags/b2.jpg' }),
      example('b', { path: 'labelled/w/bags/b1.jpg' }),
    ];
    const built = build({ examples: [...sources().examples, ...copies] });
    expect(built.excluded).toEqual([
      { path: 'labelled/w/bags/a.jpg', code: 'LABEL_CONFLICT' },
      { path: 'labelled/w/shoes/a.jpg', code: 'LABEL_CONFLICT' },
      { path: 'labelled/w/bags/b2.jpg', code: 'REPEATED' },
    ]);
  });

  it('lets feedback be at most its share of the training examples', () => {
    const feedback = examples('bags', 2000, { source: 'feedback' }).map(one => ({
      ...one,
      ...example(`fed ${one.path}`, { source: 'feedback', path: `fed/${one.path}` }),
    }));
    const built = build({ examples: [...sources().examples, ...feedback] });
    const training = built.manifest.items.filter(({ split }) => split === 'train');
    const share = training.filter(({ source }) => source === 'feedback').length / training.length;
    expect(share).toBeLessThanOrEqual(policy.maxFeedbackShare);
    expect(share).toBeGreaterThan(policy.maxFeedbackShare - 0.01);
    expect(new Set(codesOf(built))).toEqual(new Set(['OVER_FEEDBACK_QUOTA']));
    const all = build({ examples: feedback }, { policy: { ...policy, maxFeedbackShare: 1 } });
    expect(all.excluded).toEqual([]);
  });

  it('never trains or validates on a golden picture', () => {
    const anything = fc.constantFrom(...golden, ...sources().examples.slice(0, 20));
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 30 }), picked => {
        const fed = picked.map((one, index) => ({ ...one, path: `labelled/w/${one.label}/${index}.jpg` }));
        const { manifest } = build({ examples: fed });
        const known = new Set(golden.map(({ sha256 }) => sha256));
        const leaked = manifest.items.filter(({ sha256, split }) => split !== 'golden' && known.has(sha256));
        expect(leaked).toEqual([]);
        expect(manifest.items.filter(({ split }) => split === 'golden')).toHaveLength(golden.length);
      }),
    );
  });
});

describe('faults', () => {
  const codes = (more: Partial<DatasetSources>) => build(more).faults.map(({ level, code }) => `${level} ${code}`);

  it.each<[string, Partial<DatasetSources>, string[]]>([
    ['nothing at all', { examples: [], golden: [] }, ['error NO_EXAMPLES', 'error NO_GOLDEN_SET']],
    ['no golden set', { golden: [] }, ['error NO_GOLDEN_SET']],
    ['no example of a class', { examples: examples('bags', 200) }, ['error MISSING_CLASS', 'error MISSING_CLASS']],
    ['no golden example of a class', { golden: golden.slice(0, 3) }, ['error MISSING_CLASS']],
    [
      'one image of a class',
      { examples: [...examples('bags', 200), ...examples('shoes', 1)] },
      ['error MISSING_CLASS', 'error MISSING_CLASS', 'warning IMBALANCE'],
    ],
  ])('names %s', (_, more, expected) => {
    expect(codes(more)).toEqual(expected);
  });
});
