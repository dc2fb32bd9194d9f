import type { Evaluation, Scores } from '../../contracts/evaluation';
import type { DriftSlice } from '../../contracts/gate-card';
import type { GatePolicy } from '../../contracts/gate-policy';
import { figure } from './figure';

type Minimums = Pick<GatePolicy, 'primary' | 'minDriftExamples' | 'minDriftPerClass'>;

/**
 * What the drift slice says, on the classes of which it has enough examples: people label what they meet. A slice of one
 * class is too small however many examples it has, since whoever names that class for everything wins it.
 * @returns null without a slice
 */
export function driftSlice({ classes, challenger, champion }: Evaluation, policy: Minimums): DriftSlice | null {
  const own = challenger.drift;
  if (!own) return null;
  const { metric } = policy.primary;
  if (classes.length === 0) return sliceOfNumbers(own, champion?.drift ?? null, policy);
  const supports = classes.map(label => own.perClass?.[label]?.support ?? 0);
  const judged = classes.flatMap((_, at) => ((supports[at] ?? 0) >= policy.minDriftPerClass ? [at] : []));
  const left = classes.flatMap((label, at) => (judged.includes(at) ? [] : [[label, supports[at] ?? 0] as const]));
  const examples = judged.reduce((sum, at) => sum + (supports[at] ?? 0), 0);
  const other = champion?.drift ?? null;
  const score = (scores: Scores | null): number | null => (scores ? overJudged(scores, metric, judged) : null);
  const why = whyTooSmall({ examples, classes: judged.length }, policy);
  return {
    kind: why === '' ? 'judged' : 'too-small',
    examples,
    metric,
    candidate: score(own),
    champion: score(other),
    classes: judged.map(at => {
      const label = classes[at] ?? '';
      return {
        label,
        examples: supports[at] ?? 0,
        recall: figure(own.perClass?.[label], 'recall') ?? 0,
        championRecall: figure(other?.perClass?.[label], 'recall'),
      };
    }),
    leftOut: Object.fromEntries(left),
    why,
  };
}

/** Of a model that predicts a number. */
function sliceOfNumbers(own: Scores, other: Scores | null, policy: Minimums): DriftSlice {
  const { metric } = policy.primary;
  const isEnough = own.count >= policy.minDriftExamples;
  return {
    kind: isEnough ? 'judged' : 'too-small',
    examples: own.count,
    metric,
    candidate: figure(own, metric),
    champion: figure(other, metric),
    classes: [],
    leftOut: {},
    why: isEnough ? '' : `it must have at least ${policy.minDriftExamples} examples, got ${own.count}`,
  };
}

function whyTooSmall(
  { examples, classes }: { readonly examples: number; readonly classes: number },
  { minDriftExamples, minDriftPerClass }: Minimums,
): string {
  const asked = `at least two classes must have ${minDriftPerClass} examples each`;
  if (classes < 2) return `${asked}, got ${classes === 0 ? 'none' : 'one'}`;
  if (examples >= minDriftExamples) return '';
  return `its classes must have at least ${minDriftExamples} examples together, got ${examples}`;
}

/**
 * Macro-F1 and accuracy over the examples of the judged classes, from the confusion matrix; every other metric as the
 * evaluation has it, which is of all classes.
 */
function overJudged(scores: Scores, metric: string, judged: readonly number[]): number | null {
  const { confusion } = scores;
  if (!confusion || !(metric === 'macroF1' || metric === 'accuracy')) return figure(scores, metric);
  const rows = judged.map(at => confusion[at] ?? []);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const hits = judged.map((at, row) => rows[row]?.[at] ?? 0);
  if (metric === 'accuracy') return sum(hits) / Math.max(1, sum(rows.map(sum)));
  const f1 = judged.map((at, row) => {
    const [hit, actual, named] = [hits[row] ?? 0, sum(rows[row] ?? []), sum(rows.map(one => one[at] ?? 0))];
    return (2 * hit) / Math.max(1, actual + named);
  });
  return sum(f1) / Math.max(1, f1.length);
}
