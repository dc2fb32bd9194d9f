import type { Confusion } from './confusion';

/** One class against all others. A figure without a denominator is null: nobody was there to be right or wrong about. */
export interface ClassScore {
  readonly truePositives: number;
  readonly falsePositives: number;
  /** Refused examples of the class among them: what the model could not read it did not find. */
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** TP / (TP + FN) */
  readonly recall: number | null;
  /** TP / (TP + FP) */
  readonly precision: number | null;
  /** Negative predictive value: TN / (TN + FN). */
  readonly npv: number | null;
  /** 2 TP / (2 TP + FP + FN), the harmonic mean of recall and precision. */
  readonly f1: number | null;
  /** Examples of the class: TP + FN. */
  readonly support: number;
}

export interface ClassificationScores {
  readonly examples: number;
  readonly refused: number;
  /** Share of examples that got their class; refused ones did not. */
  readonly accuracy: number | null;
  /** Mean of F1 over the classes that have one. */
  readonly macroF1: number | null;
  readonly classes: ReadonlyMap<string, ClassScore>;
}

export function scoreClasses(confusion: Confusion): ClassificationScores {
  const { classes, counts, refused } = confusion;
  const refusals = sumOf(refused);
  const examples = sumOf(counts.map(sumOf)) + refusals;
  const scores = classes.map((_, index) => scoreClass(confusion, index, examples));
  const known = scores.flatMap(({ f1 }) => (f1 === null ? [] : [f1]));
  return {
    examples,
    refused: refusals,
    accuracy: ratio(sumOf(scores.map(({ truePositives }) => truePositives)), examples),
    macroF1: ratio(sumOf(known), known.length),
    classes: new Map(classes.map((name, index) => [name, scores[index]!])),
  };
}

function scoreClass({ counts, refused }: Confusion, index: number, examples: number): ClassScore {
  const truePositives = counts[index]![index]!;
  const support = sumOf(counts[index]!) + refused[index]!;
  const falseNegatives = support - truePositives;
  const falsePositives = sumOf(counts.map(row => row[index]!)) - truePositives;
  const trueNegatives = examples - support - falsePositives;
  return {
    truePositives,
    falsePositives,
    falseNegatives,
    trueNegatives,
    recall: ratio(truePositives, support),
    precision: ratio(truePositives, truePositives + falsePositives),
    npv: ratio(trueNegatives, trueNegatives + falseNegatives),
    f1: ratio(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    support,
  };
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Which figures may be published. */
export interface SampleFloor {
  /** Examples of a class below which its recall and F1 are chance; predictions of it for precision; all others for NPV. */
  readonly minimumSamples: number;
}

export type KpiName = 'recall' | 'precision' | 'npv' | 'f1';

export type Kpi =
  | { readonly kind: 'known'; readonly value: number; readonly samples: number }
  /** Withheld: an alarm on a handful of examples is noise. */
  | { readonly kind: 'insufficient-data'; readonly samples: number; readonly minimumSamples: number };

/** A figure of a class with the number of examples that it rests on, or why it is withheld. */
export function kpiOf(score: ClassScore, name: KpiName, { minimumSamples }: SampleFloor): Kpi {
  const { truePositives, falsePositives, falseNegatives, trueNegatives, support } = score;
  const samples = {
    recall: support,
    precision: truePositives + falsePositives,
    npv: trueNegatives + falseNegatives,
    f1: support,
  }[name];
  const value = score[name];
  if (value === null || samples < minimumSamples) return { kind: 'insufficient-data', samples, minimumSamples };
  return { kind: 'known', value, samples };
}
