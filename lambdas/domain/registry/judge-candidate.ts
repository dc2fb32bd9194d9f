import type { Evaluation, FeedbackCheck } from '../../contracts/evaluation';
import type { DriftSlice } from '../../contracts/gate-card';
import type { FloorRow, GatePolicy } from '../../contracts/gate-policy';
import { type GateFinding, gateFinding } from '../../contracts/gate-reasons';
import { type ComparedFigure, compareFigures } from './comparison';
import { driftSlice } from './drift-slice';
import { feedbackFindings } from './feedback-findings';
import { gain } from './figure';
import { floorsFor } from './floors';

export interface Candidate {
  readonly evaluation: Evaluation;
  /** What the execution was started for. */
  readonly expected: { readonly workload: string; readonly manifestId: string; readonly hasChampion: boolean };
  /** Training and validation examples. */
  readonly examples: number;
  /** What was found of the feedback among them; left out where there is none. */
  readonly feedback?: FeedbackCheck | undefined;
}

export interface GateResult {
  readonly passed: boolean;
  /** Empty exactly when it passed. */
  readonly findings: readonly GateFinding[];
  /** Floors that counted; null when the data set is smaller than every row. */
  readonly floors: FloorRow | null;
  readonly figures: readonly ComparedFigure[];
  /** Null without a drift slice. */
  readonly drift: DriftSlice | null;
}

/** Floating-point room: .97 - .96 is .010000000000000009. */
const epsilon = 1e-9;

/** Decides whether a candidate may be shown to a person. Says everything that speaks against it, not only the first. */
export function judgeCandidate(candidate: Candidate, policy: GatePolicy): GateResult {
  const { evaluation, examples, expected } = candidate;
  const { challenger, champion } = evaluation;
  const floors = floorsFor(examples, policy);
  const other = expected.hasChampion ? (champion?.golden ?? null) : null;
  const models = { candidate: challenger.golden, champion: other, standardErrors: evaluation.standardErrors };
  const drift = driftSlice(evaluation, policy);
  const figures = compareFigures(evaluation.classes, models, { policy, floors });
  const findings = [
    ...identityFindings(candidate),
    ...supportFindings(evaluation, policy),
    ...feedbackFindings(candidate.feedback, policy),
    ...triggerFindings(challenger.trigger ?? null, policy),
    ...figures.flatMap(floorFindings),
    ...(expected.hasChampion ? championFindings(evaluation, figures) : []),
    ...(expected.hasChampion && champion && drift ? driftFindings(drift, policy) : []),
  ];
  return { passed: findings.length === 0, findings, floors, figures, drift };
}

function identityFindings({ evaluation, expected }: Candidate): GateFinding[] {
  const { workload, goldenManifestId } = evaluation;
  if (workload === expected.workload && goldenManifestId === expected.manifestId) return [];
  const message = `evaluation: data set must be ${expected.manifestId} of ${expected.workload}, got ${goldenManifestId} of ${workload}`;
  return [gateFinding('OTHER_DATA_SET', message)];
}

function supportFindings({ challenger, classes }: Evaluation, { minGoldenPerClass }: GatePolicy): GateFinding[] {
  return classes.flatMap(label => {
    const support = challenger.golden?.perClass?.[label]?.support ?? 0;
    if (support >= minGoldenPerClass) return [];
    const message = `${label}: golden examples must be at least ${minGoldenPerClass}, got ${support}`;
    return [gateFinding('TOO_FEW_GOLDEN', message, { support, minGoldenPerClass })];
  });
}

function triggerFindings(
  trigger: { readonly label: string; readonly share: number } | null,
  { maxTriggerShare }: GatePolicy,
): GateFinding[] {
  if (!trigger || trigger.share <= maxTriggerShare) return [];
  const { label, share } = trigger;
  const message = `${label}: no part of the feedback may turn more than ${maxTriggerShare} of other pictures to it, got one that turns ${share.toFixed(2)}`;
  return [gateFinding('TRIGGER_FOUND', message, { share, maxTriggerShare })];
}

function floorFindings(compared: ComparedFigure): GateFinding[] {
  const { label, metric, candidate, floor, better } = compared;
  const where = label ?? 'golden set';
  if (candidate === null) {
    return [gateFinding('METRIC_MISSING', `${where}: ${metric} must be a finite number, got none`)];
  }
  if (floor === null || gain(candidate, floor, better) >= -epsilon) return [];
  const rule = better === 'higher' ? 'at least' : 'at most';
  const message = `${where}: ${metric} must be ${rule} ${floor}, got ${shown(candidate)}`;
  return [gateFinding(label === null ? 'BELOW_FLOOR' : 'CLASS_BELOW_FLOOR', message, { [metric]: candidate, floor })];
}

function championFindings(evaluation: Evaluation, figures: readonly ComparedFigure[]): GateFinding[] {
  const { champion, championProblem, challenger } = evaluation;
  if (champion === null) {
    const got = championProblem ?? 'no scores of it';
    return [gateFinding('CHAMPION_NOT_SCORED', `champion: it must be scored on the same examples, got: ${got}`)];
  }
  if (champion.contentSha256 === challenger.contentSha256) {
    return [gateFinding('SAME_AS_CHAMPION', `candidate: content must differ from the champion's, got the same`)];
  }
  return figures.flatMap(lossFindings);
}

function lossFindings(compared: ComparedFigure): GateFinding[] {
  const { label, metric, candidate, champion, margin, better } = compared;
  if (candidate === null) return [];
  const where = label ?? 'golden set';
  if (champion === null) {
    return [gateFinding('METRIC_MISSING', `${where}: the champion's ${metric} must be a finite number, got none`)];
  }
  const loss = -gain(candidate, champion, better);
  if (loss <= margin + epsilon) return [];
  const message = `${where}: ${metric} may be at most ${Number(margin.toFixed(4))} worse than the champion's ${shown(champion)}, got ${shown(candidate)}`;
  const code = label === null ? 'WORSE_THAN_CHAMPION' : 'CLASS_WORSE_THAN_CHAMPION';
  return [gateFinding(code, message, { candidate, champion, margin })];
}

/** Nothing is said of a slice that is too small to tell. */
function driftFindings(slice: DriftSlice, { primary, minDriftGain }: GatePolicy): GateFinding[] {
  if (slice.kind !== 'judged') return [];
  const { metric, candidate: own, champion: other } = slice;
  const { better } = primary;
  if (own === null || other === null) {
    const message = `drift slice: ${metric} of both models must be a finite number, got ${shown(own)} and ${shown(other)}`;
    return [gateFinding('METRIC_MISSING', message)];
  }
  const won = gain(own, other, better);
  if (won > epsilon && won >= minDriftGain - epsilon) return [];
  const rule = minDriftGain > 0 ? `better by at least ${minDriftGain}` : 'better';
  const message = `drift slice: ${metric} must be ${rule} than the champion's ${shown(other)}, got ${shown(own)}`;
  return [gateFinding('DRIFT_NOT_WON', message, { candidate: own, champion: other })];
}

const shown = (value: number | null): string => (value === null ? 'none' : value.toFixed(4));
