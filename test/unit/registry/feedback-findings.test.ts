import type { FeedbackCheck } from '../../../lambdas/contracts/evaluation';
import { feedbackFindings } from '../../../lambdas/domain/registry/feedback-findings';
import { judgeCandidate } from '../../../lambdas/domain/registry/judge-candidate';
import { evaluation, manifestId, policy } from './evaluations';

const honest: FeedbackCheck = { count: 200, leftOut: 14, expectedShare: 0.05, perClass: { bags: 90, shoes: 60 } };
const codes = (changes: Partial<FeedbackCheck>) =>
  feedbackFindings({ ...honest, ...changes }, policy).map(({ code }) => code);

it.each<[string, Partial<FeedbackCheck>, string[]]>([
  ['honest feedback', {}, []],
  ['as many doubts beyond the expected as allowed', { leftOut: 40 }, []],
  ['more doubts than that', { leftOut: 41 }, ['DOUBTFUL_FEEDBACK']],
  ['examples that are hard to tell apart anyway', { leftOut: 60, expectedShare: 0.25 }, []],
  ['a few doubtful examples', { count: 39, leftOut: 30, perClass: { bags: 9 } }, []],
  ['four of five of one class', { perClass: { bags: 120, shoes: 30 } }, []],
  ['more of one class', { perClass: { bags: 121, shoes: 30 } }, ['ONE_SIDED_FEEDBACK']],
  ['one class only', { perClass: { shoes: 40 } }, ['ONE_SIDED_FEEDBACK']],
  ['a few of one class only', { perClass: { shoes: 39 } }, []],
  ['none that was learned from', { perClass: {} }, []],
])('finds of %s', (_, changes, expected) => {
  expect(codes(changes)).toEqual(expected);
});

it('says nothing without a check', () => {
  expect(feedbackFindings(undefined, policy)).toEqual([]);
});

it('lets pass a candidate that was trained although no label came: without feedback and drift slice', () => {
  const expected = { workload: 'w', manifestId, hasChampion: true };
  const feedback = { count: 0, leftOut: 0, expectedShare: 0, perClass: {} };
  const result = judgeCandidate({ evaluation: evaluation({}, {}), expected, examples: 500, feedback }, policy);
  expect(result).toMatchObject({ passed: true, drift: null });
});

it('is part of what the gate decides', () => {
  const expected = { workload: 'w', manifestId, hasChampion: true };
  const judged = (feedback: FeedbackCheck) =>
    judgeCandidate({ evaluation: evaluation({}, {}), expected, examples: 500, feedback }, policy);
  expect(judged(honest).passed).toBe(true);
  const { passed, findings } = judged({ ...honest, leftOut: 90 });
  expect(passed).toBe(false);
  expect(findings.map(({ message }) => message)).toEqual([
    'feedback: share of labels that the rest contradicts may exceed that of other examples, 0.05, by at most 0.15, got 0.45 of 200',
  ]);
});
