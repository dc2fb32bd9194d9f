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

  describe('of feedback', () => {
    const inWindow = '2026-03-02T12:30:00.000Z';
    const drift = { from: '2026-03-02T12:00:00.000Z', to: '2026-03-02T13:00:00.000Z' };
    const fed = (name: string, at: string, count = 300) =>
      Array.from({ length: count }, (_, index) =>
        example(`${name}-${index}`, { path: `labelled/w/bags/feedback/${name}-${index}.jpg`, source: 'feedback', at }),
      );
    const drifted = fed('drifted', inWindow);
    const others = [...fed('before', '2026-03-02T11:59:59.999Z'), ...fed('after', '2026-03-02T13:00:00.000Z')];
    const all = [...sources().examples, ...drifted, ...others];

    it('compares models on part of that of the drifted time, and on nothing else', () => {
      const { manifest } = build({ examples: all }, { drift });
      const slice = manifest.items.filter(({ split }) => split === 'drift');
      // 300 draws of .3: 90 +- 4 standard deviations of 8.
      expect(slice.length).toBeGreaterThan(58);
      expect(slice.length).toBeLessThan(122);
      expect(slice.every(({ path }) => path.includes('feedback/drifted-'))).toBe(true);
      expect(build({ examples: all }).balance.total.drift).toBe(0);
    });

    it('never trains on what a slice of any time holds, however many retrainings follow', () => {
      const times = [
        drift,
        { ...drift, to: '2026-03-02T12:40:00.000Z' },
        undefined,
        { ...drift, from: '2026-03-01T00:00:00.000Z' },
      ];
      const builds = times.map(time => build({ examples: all }, { drift: time }));
      const pathsOf = (wanted: (split: string) => boolean) =>
        new Set(
          builds.flatMap(({ manifest }) => manifest.items.flatMap(({ path, split }) => (wanted(split) ? [path] : []))),
        );
      const compared = pathsOf(split => split === 'drift');
      const learned = pathsOf(split => split === 'train' || split === 'validation');
      expect(compared.size).toBeGreaterThan(58);
      expect([...compared].filter(path => learned.has(path))).toEqual([]);
      const [, , without] = builds;
      expect(without?.excluded.some(({ code }) => code === 'RESERVED_FEEDBACK')).toBe(true);
    });

    it('leaves what looks like an example of the slice out of training', () => {
      const [first] = build({ examples: all }, { drift }).manifest.items.filter(({ split }) => split === 'drift');
      const original = drifted.find(({ path }) => path === first?.path) ?? drifted[0]!;
      const { perceptualHash, differenceHash } = original;
      const copy = example('a copy of it', { perceptualHash: turned(perceptualHash, 1), differenceHash });
      const built = build({ examples: [...all, copy] }, { drift });
      expect(built.excluded).toContainEqual({ path: copy.path, code: 'SLICE_NEAR_DUPLICATE' });
      expect(splitsByPath(built).has(copy.path)).toBe(false);
    });

    it('takes a slice that lacks a class: the gate judges those that are there', () => {
      expect(build({ examples: all }, { drift }).faults).toEqual([]);
    });
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

  it('lets feedback be at most its share of the training examples of each class', () => {
    const flood = examples('bags', 2000, { source: 'feedback' }).map(one => ({
      ...one,
      ...example(`fed ${one.path}`, { source: 'feedback', path: `fed/${one.path}` }),
    }));
    const built = build({ examples: [...sources().examples, ...flood] });
    const training = built.manifest.items.filter(({ split, label }) => split === 'train' && label === 'bags');
    const share = training.filter(({ source }) => source === 'feedback').length / training.length;
    expect(share).toBeLessThanOrEqual(policy.maxFeedbackShare);
    expect(share).toBeGreaterThan(policy.maxFeedbackShare - 0.01);
    expect(new Set(codesOf(built))).toEqual(new Set(['RESERVED_FEEDBACK', 'OVER_FEEDBACK_QUOTA']));
    const all = build({ examples: flood }, { policy: { ...policy, maxFeedbackShare: 1 } });
    expect(new Set(codesOf(all))).toEqual(new Set(['RESERVED_FEEDBACK']));
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
