import type { FloorRow, GatePolicy } from '../../contracts/gate-policy';
import { type ClassMetric, type ComparedModels, classMargin } from './class-margin';
import { figure } from './figure';

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
  /** How much worse than the champion it may be: the policy's margin, or what `classMargin` makes of it. */
  readonly margin: number;
}

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
    margin: classMargin({ candidate, champion, standardErrors }, { label, name, policy }),
  });
  return [overall, ...classes.flatMap(label => metricsOf(label, policy, floors).map(name => ofClass(label, name)))];
}

/** What the policy compares, and what has a floor. */
function metricsOf(label: string, { classMetrics }: GatePolicy, floors: FloorRow | null): ClassMetric[] {
  const floored = Object.entries(floors?.classes[label] ?? {}).filter(([, floor]) => floor !== undefined);
  return [...new Set([...classMetrics, ...floored.map(([name]) => name as ClassMetric)])];
}
