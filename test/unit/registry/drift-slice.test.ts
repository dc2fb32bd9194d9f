import { driftSlice } from '../../../lambdas/domain/registry/drift-slice';
import { judgeCandidate } from '../../../lambdas/domain/registry/judge-candidate';
import { evaluation, manifestId, policy, scored } from './evaluations';

/** A drift slice by its confusion: rows are what it is, columns what the model said. */
function slice(confusion: readonly (readonly number[])[]) {
  const supports = confusion.map(row => row.reduce((sum, count) => sum + count, 0));
  const ofClass = (at: number) => ({
    recall: (confusion[at]?.[at] ?? 0) / Math.max(1, supports[at] ?? 0),
    precision: 0,
    npv: 0,
    f1: 0,
    support: supports[at] ?? 0,
  });
  const count = supports.reduce((sum, one) => sum + one, 0);
  return {
    count,
    macroF1: 0.123,
    perClass: { bags: ofClass(0), shoes: ofClass(1), hats: ofClass(2) },
    confusion: confusion.map(row => [...row]),
  };
}

function judged(own: readonly (readonly number[])[], other: readonly (readonly number[])[], more = {}) {
  const document = {
    ...evaluation({}, {}),
    classes: ['bags', 'shoes', 'hats'],
    challenger: { ...scored({}), drift: slice(own) },
    champion: { ...scored({ contentSha256: 'c'.repeat(64) }), drift: slice(other) },
  };
  return { found: driftSlice(document, { ...policy, minDriftPerClass: 10, minDriftExamples: 40, ...more }), document };
}

const good = [
  [27, 3, 0],
  [2, 18, 0],
  [1, 1, 1],
];
const bad = [
  [10, 20, 0],
  [10, 10, 0],
  [0, 0, 3],
];

it('judges the classes that it has enough examples of, over their examples', () => {
  const { found } = judged(good, bad);
  // bags: 2 x 27 / (30 + 29); shoes: 2 x 18 / (20 + 21). The three hats count neither as hits nor as false alarms.
  expect(found).toMatchObject({
    kind: 'judged',
    examples: 50,
    candidate: expect.closeTo((54 / 59 + 36 / 41) / 2, 12),
    champion: expect.closeTo((20 / 50 + 20 / 50) / 2, 12),
    leftOut: { hats: 3 },
    why: '',
  });
  expect(found?.classes).toEqual([
    { label: 'bags', examples: 30, recall: 0.9, championRecall: expect.closeTo(1 / 3, 12) },
    { label: 'shoes', examples: 20, recall: 0.9, championRecall: 0.5 },
  ]);
});

it.each([
  ['has too few examples', { minDriftExamples: 51 }, 'at least 51 examples together, got 50'],
  ['has one class only', { minDriftPerClass: 21 }, 'at least two classes must have 21 examples each, got one'],
  ['has no class with enough', { minDriftPerClass: 31 }, 'got none'],
])('is not judged when it %s, and says so', (_, minimums, why) => {
  const { found, document } = judged(bad, good, minimums);
  expect(found).toMatchObject({ kind: 'too-small', why: expect.stringContaining(why) });
  const classes = { bags: 'bags', shoes: 'shoes' };
  const expected = { workload: 'w', manifestId, hasChampion: true };
  const asked = { ...policy, minDriftPerClass: 10, minDriftExamples: 40, ...minimums };
  const { findings, drift } = judgeCandidate(
    { evaluation: { ...document, classes: Object.keys(classes) }, expected, examples: 500 },
    asked,
  );
  expect(findings.map(({ code }) => code)).toEqual([]);
  expect(drift?.kind).toBe('too-small');
});

it('is none where nothing was held out', () => {
  expect(driftSlice(evaluation({}, {}), policy)).toBeNull();
});

it('of a model that predicts a number needs examples enough', () => {
  const model = (rmse: number) => ({ contentSha256: 'a'.repeat(64), golden: null, drift: { count: 40, rmse } });
  const document = { ...evaluation({}), classes: [], challenger: model(3), champion: model(4) };
  const rmse = { primary: { metric: 'rmse', better: 'lower' as const }, minDriftPerClass: 10 };
  expect(driftSlice(document, { ...rmse, minDriftExamples: 40 })).toMatchObject({
    kind: 'judged',
    candidate: 3,
    champion: 4,
  });
  expect(driftSlice(document, { ...rmse, minDriftExamples: 41 })).toMatchObject({ kind: 'too-small' });
});
