import type { ClassDriftPlan } from '../../../contracts/drift-policy';
import type { WindowOutcome } from '../rules/m-of-n';
import { type ColumnReport, type ComparedColumn, compareColumns } from './column-report';
import { type DataQuality, dataQuality } from './data-quality';
import { judgePerformance, type Performance } from './judge-performance';
import { countVersions, judgedVersion, type MonitoredRow, type WindowRows } from './monitored-rows';
import { answerColumns, isFeature, type VersionBaseline } from './version-baseline';
import type { Window } from './windows';

/** How many features drift. Those that could not be compared are not counted as undrifted. */
export interface TableDrift {
  readonly drifted: number;
  readonly judged: number;
  /** 0 to 1; null when no feature could be judged. */
  readonly share: number | null;
}

export interface BaselineComparison {
  readonly version: number;
  /** Worst first. */
  readonly columns: readonly ColumnReport[];
  readonly drift: TableDrift;
}

/** What was found in a window; plain values only. */
export interface WindowReport {
  readonly schemaVersion: 1;
  readonly workload: string;
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly to: string;
  /** That answered most of the window: what is said of answers is said of its answers alone. */
  readonly version: number | null;
  readonly versions: readonly { readonly version: number; readonly predictions: number }[];
  readonly predictions: number;
  /** Of so many; more than `predictions` when a sample was drawn. */
  readonly found: number;
  /** Items for prediction that validation rejected meanwhile. */
  readonly quarantined: number;
  readonly meanConfidence: number | null;
  /** Against what the version was made of; null while that is not known. */
  readonly own: BaselineComparison | null;
  /** Against the first version that was watched; null when it is the same. */
  readonly original: BaselineComparison | null;
  readonly quality: DataQuality;
  readonly performance: Performance;
  /** By signal: `recall/<class>`, `data-drift`, … */
  readonly outcomes: Readonly<Record<string, WindowOutcome>>;
}

export interface Baselines {
  readonly own: VersionBaseline | null;
  readonly original: VersionBaseline | null;
}

/** The name of a signal, and of what is decided on it over several windows. */
export const signalOf = (signal: string, label?: string): string =>
  label === undefined ? signal : `${signal}/${label}`;

/** Judges a window. The same rows give the same report, to the last digit. */
export function reportWindow(
  { workload, window, plan }: { readonly workload: string; readonly window: Window; readonly plan: ClassDriftPlan },
  { rows, actual, found, quarantined }: WindowRows,
  { own, original }: Baselines,
): WindowReport {
  const { policy, classes } = plan;
  const version = judgedVersion(rows);
  const answering = rows.filter(({ modelVersion }) => modelVersion === version);
  const compare = (baseline: VersionBaseline): BaselineComparison => {
    const columns = compareColumns(baseline.table, { rows, answering }, policy.minimumSamples);
    return { version: baseline.version, columns, drift: tableDrift(columns) };
  };
  const compared = own && compare(own);
  const performance = judgePerformance(answering, actual, { classes, policy, golden: own?.kpis ?? {} });
  return {
    schemaVersion: 1,
    workload,
    from: window.from.toISOString(),
    to: window.to.toISOString(),
    version,
    versions: [...countVersions(rows)]
      .sort(([a], [b]) => a - b)
      .map(([number, predictions]) => ({ version: number, predictions })),
    predictions: rows.length,
    found,
    quarantined,
    meanConfidence: meanOf(answering),
    own: compared,
    original: original && original.version !== own?.version ? compare(original) : null,
    quality: dataQuality(
      { rows, found, quarantined },
      own && new Map([...own.table].filter(([name]) => isFeature(name))),
    ),
    performance,
    outcomes: outcomesOf(compared, performance, plan),
  };
}

function outcomesOf(
  own: BaselineComparison | null,
  { classes }: Performance,
  { policy }: ClassDriftPlan,
): Record<string, WindowOutcome> {
  const mix = own && columnOf(own, answerColumns.prediction);
  const share = own?.drift.share ?? null;
  return {
    'data-drift': share === null ? 'insufficient-data' : share > 0 && share >= policy.driftedShare ? 'breach' : 'ok',
    'prediction-mix': !mix ? 'insufficient-data' : mix.drifted && mix.score >= policy.mixShift ? 'breach' : 'ok',
    ...Object.fromEntries(
      Object.entries(classes).flatMap(([label, { recall, precision, enoughTruePositives }]) => [
        [signalOf('recall', label), recall.outcome],
        [signalOf('precision', label), precision.outcome],
        [signalOf('true-positives', label), enoughTruePositives],
      ]),
    ),
  };
}

/** A column that was compared; null when it was not. */
export function columnOf({ columns }: BaselineComparison, name: string): ComparedColumn | null {
  const column = columns.find(one => one.name === name);
  return column?.kind === 'compared' ? column : null;
}

/** A column that is gone or changed its kind drifts; there is no less doubt. */
function tableDrift(columns: readonly ColumnReport[]): TableDrift {
  const features = columns.filter(({ name, kind }) => isFeature(name) && kind !== 'insufficient-data');
  const known = features.filter(({ kind }) => kind !== 'extra-column');
  const drifted = known.filter(column => column.kind !== 'compared' || column.drifted).length;
  return { drifted, judged: known.length, share: known.length === 0 ? null : drifted / known.length };
}

function meanOf(rows: readonly MonitoredRow[]): number | null {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]));
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
