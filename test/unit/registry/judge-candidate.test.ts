import fc from 'fast-check';
import type { Evaluation } from '../../../lambdas/contracts/evaluation';
import { gateOverridesSchema } from '../../../lambdas/contracts/gate-policy';
import { gateReasons } from '../../../lambdas/contracts/gate-reasons';
import { floorsFor, withOverrides } from '../../../lambdas/domain/registry/floors';
import { judgeCandidate } from '../../../lambdas/domain/registry/judge-candidate';
import { evaluation, manifestId, policy, stored } from './evaluations';

interface Judged {
  readonly examples?: number;
  readonly hasChampion?: boolean;
}

function judge(document: Evaluation, { examples = 500, hasChampion = document.champion !== null }: Judged = {}) {
  const expected = { workload: 'w', manifestId, hasChampion };
  return judgeCandidate({ evaluation: stored(document), expected, examples }, policy);
}
const codes = (...parameters: Parameters<typeof judge>) => judge(...parameters).findings.map(({ code }) => code);

it('passes a good first model', () => {
  const result = judge(evaluation({}));
  expect(result).toMatchObject({ passed: true, findings: [], floors: { fromExamples: 0 }, drift: null });
  expect(result.figures.map(({ label, metric }) => `${label} ${metric}`)).toEqual([
    'null macroF1',
    'bags recall',
    'bags precision',
    'shoes recall',
    'shoes precision',
  ]);
});

it.each<[string, Evaluation, Judged, string[]]>([
  ['the primary metric misses its floor', evaluation({ macroF1: 0.899 }), {}, ['BELOW_FLOOR']],
  ['more examples raise the floor', evaluation({ macroF1: 0.949 }), { examples: 1000 }, ['BELOW_FLOOR']],
  ['a class misses its floor', evaluation({ bags: { recall: 0.93 } }), { examples: 1000 }, ['CLASS_BELOW_FLOOR']],
  [
    'a class misses a floor beside the compared figures',
    evaluation({ bags: { npv: 0.5 } }),
    { examples: 1000 },
    ['CLASS_BELOW_FLOOR'],
  ],
  ['it is worse than the champion', evaluation({ macroF1: 0.95 }, { macroF1: 0.965 }), {}, ['WORSE_THAN_CHAMPION']],
  [
    'a class loses more than its margin',
    evaluation({ bags: { precision: 0.93 } }, {}),
    {},
    ['CLASS_WORSE_THAN_CHAMPION'],
  ],
  ['a class has a margin of its own', evaluation({ shoes: { recall: 0.9 } }, {}), {}, ['CLASS_WORSE_THAN_CHAMPION']],
  [
    'a part of the feedback turns most pictures to its class',
    evaluation({ trigger: { label: 'bags', share: 0.76 } }, {}),
    {},
    ['TRIGGER_FOUND'],
  ],
  ['it is the champion', evaluation({}, { contentSha256: 'b'.repeat(64) }), {}, ['SAME_AS_CHAMPION']],
  [
    'the champion could not be scored',
    evaluation({}, undefined, { championProblem: 'other classes' }),
    { hasChampion: true },
    ['CHAMPION_NOT_SCORED'],
  ],
  ['the champion wins the drift slice', evaluation({ drift: 0.5 }, { drift: 0.6 }), {}, ['DRIFT_NOT_WON']],
  ['nobody wins the drift slice', evaluation({ drift: 0.5 }, { drift: 0.5 }), {}, ['DRIFT_NOT_WON']],
  ['the drift slice is won by too little', evaluation({ drift: 0.59 }, { drift: 0.5 }), {}, ['DRIFT_NOT_WON']],
  ['a figure is NaN', evaluation({ macroF1: Number.NaN }), {}, ['METRIC_MISSING']],
  ['a class has too few golden examples', evaluation({ shoes: { support: 29 } }), {}, ['TOO_FEW_GOLDEN']],
  [
    'it was scored for another data set',
    evaluation({}, undefined, { goldenManifestId: 'd'.repeat(64) }),
    {},
    ['OTHER_DATA_SET'],
  ],
])('refuses when %s', (_, document, more, expected) => {
  const { passed, findings } = judge(document, more);
  expect(findings.map(({ code }) => code)).toEqual(expected);
  expect(passed).toBe(false);
  for (const { code, message, remedy } of findings) {
    expect(message).toMatch(/ (must|may) /);
    expect(remedy).toBe(gateReasons[code].remedy);
  }
});

it.each<[string, Evaluation, Judged]>([
  ['a figure lies on its floor', evaluation({ macroF1: 0.9 }), {}],
  ['what works most like a trigger hardly works', evaluation({ trigger: { label: 'bags', share: 0.6 } }, {}), {}],
  ['a loss is as large as the margin', evaluation({ macroF1: 0.96, bags: { recall: 0.94 } }, { macroF1: 0.97 }), {}],
  ['a class with a wider margin loses within it', evaluation({ shoes: { recall: 0.92 } }, {}), {}],
  ['the drift slice is won by the gain asked for', evaluation({ drift: 0.6 }, { drift: 0.5 }), {}],
  ['there is a drift slice and no champion', evaluation({ drift: 0.1 }), {}],
  [
    'a placeholder was scored where no champion is',
    evaluation({}, undefined, { championProblem: 'no model' }),
    { hasChampion: false },
  ],
])('passes when %s', (_, document, more) => {
  expect(codes(document, more)).toEqual([]);
});

it('takes a drift slice for won only by a real gain, where none is asked for', () => {
  const document = (own: number) => stored(evaluation({ drift: own }, { drift: 0.5 }));
  const expected = { workload: 'w', manifestId, hasChampion: true };
  const passes = (own: number) =>
    judgeCandidate({ evaluation: document(own), expected, examples: 500 }, { ...policy, minDriftGain: 0 }).passed;
  expect([0.499, 0.5, 0.501].map(passes)).toEqual([false, false, true]);
});

it('says everything that speaks against a candidate', () => {
  const document = evaluation({ macroF1: 0.5, bags: { recall: 0.5, support: 3 }, drift: 0.1 }, { drift: 0.9 });
  expect(codes(document, { examples: 1000 })).toEqual([
    'TOO_FEW_GOLDEN',
    'BELOW_FLOOR',
    'CLASS_BELOW_FLOOR',
    'WORSE_THAN_CHAMPION',
    'CLASS_WORSE_THAN_CHAMPION',
    'DRIFT_NOT_WON',
  ]);
});

it('never passes a candidate of which a figure is worse than one that was refused for it', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, share, (champion, one, other) => {
      const [worse, better] = [Math.min(one, other), Math.max(one, other)];
      const passes = (recall: number) => judge(evaluation({ bags: { recall } }, { bags: { recall: champion } })).passed;
      expect(passes(worse) && !passes(better)).toBe(false);
    }),
  );
});

it('compares an error the other way round', () => {
  const rmse = { ...policy, primary: { metric: 'rmse', better: 'lower' as const }, classMetrics: [], maxLoss: 5 };
  const model = (value: number, digit: string) => ({
    contentSha256: digit.repeat(64),
    golden: { count: 90, rmse: value },
    drift: null,
  });
  const verdict = (candidate: number, champion: number) =>
    judgeCandidate(
      {
        evaluation: {
          ...evaluation({}),
          classes: [],
          challenger: model(candidate, '1'),
          champion: model(champion, '2'),
        },
        expected: { workload: 'w', manifestId, hasChampion: true },
        examples: 10,
      },
      { ...rmse, floors: [{ fromExamples: 0, overall: 500, classes: {} }] },
    ).findings.map(({ code }) => code);
  expect(verdict(459, 463)).toEqual([]);
  expect(verdict(469, 463)).toEqual(['WORSE_THAN_CHAMPION']);
  expect(verdict(501, 520)).toEqual(['BELOW_FLOOR']);
});

describe('floors', () => {
  it.each([
    [0, 0.9],
    [999, 0.9],
    [1000, 0.95],
    [99_999, 0.95],
  ])('of %i examples are those of the largest row that they reach', (examples, overall) => {
    expect(floorsFor(examples, policy)?.overall).toBe(overall);
    expect(floorsFor(examples, { floors: [...policy.floors].reverse() })?.overall).toBe(overall);
  });

  it('of fewer examples than every row are none', () => {
    expect(floorsFor(5, { floors: [{ fromExamples: 10, overall: 0.9, classes: {} }] })).toBeNull();
  });

  it('can be replaced by an execution, and the rest stays', () => {
    const overrides = gateOverridesSchema.parse({ floors: [{ fromExamples: 0, overall: 0.5 }] });
    const changed = withOverrides(policy, overrides);
    expect(changed).toEqual({ ...policy, floors: [{ fromExamples: 0, overall: 0.5, classes: {} }] });
    expect(gateOverridesSchema.safeParse({ primary: { metric: 'loss', better: 'lower' } }).success).toBe(false);
    expect(withOverrides(policy, gateOverridesSchema.parse({}))).toEqual(policy);
  });
});
