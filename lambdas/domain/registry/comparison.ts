import type { Evaluation, Scores } from '../../contracts/evaluation';
import type { FloorRow, GatePolicy } from '../../contracts/gate-policy';

export type ClassMetric = GatePolicy['classMetrics'][number];

/** One figure of the candidate beside what it must keep to; a row of the table that a person approves by. */
export interface ComparedFigure {
  /** Null: of the whole golden set. */
  readonly label: string | null;
  readonly metric: string;
  readonly better: 'higher' | 'lower';
  /** Null when the evaluation lacks it, or it is no finite number. */
  readonly candidate: number | null;
  /** Null without a champion. */
  readonly champion: number | null;
  readonly floor: number | null;
  /** How much worse than the champion it may be: the policy's margin, or what chance alone may do where that is more. */
  readonly margin: number;
}

export interface ComparedModels {
  readonly candidate: Scores | null;
  readonly champion: Scores | null;
  /** Of the classes' differences; without them the policy's margins are all that counts. */
  readonly standardErrors?: Evaluation['standardErrors'];
}

/**
 * Standard errors that a class may lose by chance. Candidate and champion are compared in ten figures (recall and precision
 * of five classes): .5 % each, one-sided 2.58, is 5 % in all (Bonferroni), so that 19 of 20 equal candidates pass.
 */
const chanceErrors = 2.58;

/** The primary metric, then every figure of every class that the gate looks at, in the order of the classes. */
export function compareFigures(
  classes: readonly string[],
  { candidate, champion, standardErrors }: ComparedModels,
  { policy, floors }: { readonly policy: GatePolicy; readonly floors: FloorRow | null },
): ComparedFigure[] {
  const { metric, better } = policy.primary;
  const overall: ComparedFigure = {
    label: null,
    metric,
    better,
    candidate: figure(candidate, metric),
    champion: figure(champion, metric),
    floor: floors?.overall ?? null,
    margin: policy.maxLoss,
  };
  const ofClass = (label: string, name: ClassMetric): ComparedFigure => ({
    label,
    metric: name,
    better: 'higher',
    candidate: figure(candidate?.perClass?.[label], name),
    champion: figure(champion?.perClass?.[label], name),
    floor: name === 'f1' ? null : (floors?.classes[label]?.[name] ?? null),
    margin: Math.max(
      policy.maxLossByClass[label] ?? policy.maxClassLoss,
      chanceErrors * (standardErrors?.[label]?.[name] ?? 0),
    ),
  });
  return [overall, ...classes.flatMap(label => metricsOf(label, policy, floors).map(name => ofClass(label, name)))];
}

/** What the policy compares, and what has a floor. */
function metricsOf(label: string, { classMetrics }: GatePolicy, floors: FloorRow | null): ClassMetric[] {
  const floored = Object.entries(floors?.classes[label] ?? {}).filter(([, floor]) => floor !== undefined);
  return [...new Set([...classMetrics, ...floored.map(([name]) => name as ClassMetric)])];
}

/** A number by name; null when it is missing or not finite. */
export function figure(scores: object | null | undefined, name: string): number | null {
  const value = (scores as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** By how much `one` is better than `other`; negative when it is worse. */
export const gain = (one: number, other: number, better: 'higher' | 'lower'): number =>
  better === 'higher' ? one - other : other - one;
