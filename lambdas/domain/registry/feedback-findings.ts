import type { FeedbackCheck } from '../../contracts/evaluation';
import type { GatePolicy } from '../../contracts/gate-policy';
import { type GateFinding, gateFinding } from '../../contracts/gate-reasons';

/** Floating-point room: .2 - .05 is .15000000000000002. */
const epsilon = 1e-9;

type Limits = Pick<GatePolicy, 'maxDoubtfulFeedback' | 'maxFeedbackOfOneClass' | 'minDriftExamples'>;

/**
 * What speaks against the feedback that a candidate learned from. Contradicted labels were left out already; where there
 * are many, those that were not found weigh too. Of fewer examples than a drift slice needs nothing is said.
 */
export function feedbackFindings(feedback: FeedbackCheck | undefined, limits: Limits): GateFinding[] {
  if (!feedback) return [];
  return [...doubtFindings(feedback, limits), ...oneSidedFindings(feedback, limits)];
}

function doubtFindings({ count, leftOut, expectedShare }: FeedbackCheck, limits: Limits): GateFinding[] {
  const { maxDoubtfulFeedback, minDriftExamples } = limits;
  const share = leftOut / Math.max(1, count);
  if (count < minDriftExamples || share - expectedShare <= maxDoubtfulFeedback + epsilon) return [];
  const message = `feedback: share of labels that the rest contradicts may exceed that of other examples, ${expectedShare.toFixed(2)}, by at most ${maxDoubtfulFeedback}, got ${share.toFixed(2)} of ${count}`;
  return [gateFinding('DOUBTFUL_FEEDBACK', message, { count, leftOut, expectedShare, maxDoubtfulFeedback })];
}

function oneSidedFindings({ perClass }: FeedbackCheck, limits: Limits): GateFinding[] {
  const { maxFeedbackOfOneClass, minDriftExamples } = limits;
  const counts = Object.entries(perClass);
  const [label, most] = counts.reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0]);
  const count = counts.reduce((sum, [, own]) => sum + own, 0);
  if (count < minDriftExamples || most <= maxFeedbackOfOneClass * count) return [];
  const message = `${label}: at most ${maxFeedbackOfOneClass} of the feedback that is learned from may be of one class, got ${most} of ${count}`;
  return [gateFinding('ONE_SIDED_FEEDBACK', message, { most, count, maxFeedbackOfOneClass })];
}
