import type { Evaluation, Scores } from '../../contracts/evaluation';
import type { GatePolicy } from '../../contracts/gate-policy';
import { figure } from './figure';

export type ClassMetric = GatePolicy['classMetrics'][number];

export interface ComparedModels {
  readonly candidate: Scores | null;
  readonly champion: Scores | null;
  /** Of the classes' differences; without them the policy's margins are all that counts. */
  readonly standardErrors?: Evaluation['standardErrors'];
}

interface ClassFigure {
  readonly label: string;
  readonly name: ClassMetric;
  readonly policy: Pick<GatePolicy, 'maxClassLoss' | 'maxLossByClass'>;
}

/**
 * Standard errors that a class may lose by chance. Candidate and champion are compared in ten figures (recall and precision
 * of five classes): .2 % each, one-sided 2.9, is 2 % in all (Bonferroni), so that of 20 equal candidates hardly one fails.
 */
const chanceErrors = 2.9;

/**
 * Margins of recall or precision where the other gained as much. Which of both a training prefers hangs on the few examples
 * of a class that it validates with: in 41 retrainings on honest feedback a class of 490 golden ones moved by up to .076, while
 * its F1 moved by .012 at most.
 */
const tradedMargins = 4;

/**
 * How much worse than the champion's a figure of a class may be: the policy's margin; what drawing other golden examples
 * does, where that is more (pairs, as McNemar 1947); or four margins of recall or precision while F1 of the class shows no
 * loss, beyond half of the margin or chance.
 */
export function classMargin(models: ComparedModels, { label, name, policy }: ClassFigure): number {
  const margin = policy.maxLossByClass[label] ?? policy.maxClassLoss;
  const errors = models.standardErrors?.[label];
  if (!errors) return margin;
  const byChance = (metric: ClassMetric) => chanceErrors * (errors[metric] ?? 0);
  const isTraded =
    (name === 'recall' || name === 'precision') && f1Loss(models, label) <= Math.max(margin / 2, byChance('f1'));
  return Math.max(margin, byChance(name), isTraded ? tradedMargins * margin : 0);
}

/** Infinite where either is missing. */
function f1Loss({ candidate, champion }: ComparedModels, label: string): number {
  const [own, other] = [candidate, champion].map(scores => figure(scores?.perClass?.[label], 'f1'));
  return own == null || other == null ? Number.POSITIVE_INFINITY : other - own;
}
