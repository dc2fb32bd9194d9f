import type { WatchPolicy } from '../../../contracts/drift-policy';
import type { WindowOutcome } from '../rules/m-of-n';
import { type ColumnReport, type ComparedColumn, compareColumns } from './column-report';
import { type DataQuality, dataQuality } from './data-quality';
import { type AnsweredRow, countVersions, judgedVersion, type WindowRows } from './monitored-rows';
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

/** What was found in a window, whatever its model answers; plain values only. */
export interface WindowFindings {
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
  /** Against what the version was made of; null while that is not known. */
  readonly own: BaselineComparison | null;
  /** Against the first version that was watched; null when it is the same. */
  readonly original: BaselineComparison | null;
  readonly quality: DataQuality;
  /** By signal: `recall/<class>`, `data-drift`, … */
  readonly outcomes: Readonly<Record<string, WindowOutcome>>;
}

export interface Baselines {
  readonly own: VersionBaseline | null;
  readonly original: VersionBaseline | null;
}

/** Which window is judged, and by which rules. */
export interface WindowSubject<Plan> {
  readonly workload: string;
  readonly window: Window;
  readonly plan: Plan;
}

/** The name of a signal, and of what is decided on it over several windows. */
export const signalOf = (signal: string, label?: string): string =>
  label === undefined ? signal : `${signal}/${label}`;

export interface FoundInWindow<Row> {
  /** The rows that the judged version answered. */
  readonly answering: readonly Row[];
  readonly findings: Omit<WindowFindings, 'outcomes'>;
}

/** Versions, drift and quality. The same rows give the same findings, to the last digit. */
export function findInWindow<Row extends AnsweredRow>(
  { workload, window, plan }: WindowSubject<{ readonly policy: Pick<WatchPolicy, 'minimumSamples'> }>,
  { rows, found, quarantined }: Omit<WindowRows<Row>, 'actual'>,
  { own, original }: Baselines,
): FoundInWindow<Row> {
  const version = judgedVersion(rows);
  const answering = rows.filter(({ modelVersion }) => modelVersion === version);
  const compare = (baseline: VersionBaseline): BaselineComparison => {
    const columns = compareColumns(baseline.table, { rows, answering }, plan.policy.minimumSamples);
    return { version: baseline.version, columns, drift: tableDrift(columns) };
  };
  const findings = {
    schemaVersion: 1 as const,
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
    own: own && compare(own),
    original: original && original.version !== own?.version ? compare(original) : null,
    quality: dataQuality(
      { rows, found, quarantined },
      own && new Map([...own.table].filter(([name]) => isFeature(name))),
    ),
  };
  return { answering, findings };
}

/** Whether the features of a window drift. */
export function dataDriftOutcome(
  own: BaselineComparison | null,
  { driftedShare }: Pick<WatchPolicy, 'driftedShare'>,
): WindowOutcome {
  const share = own?.drift.share ?? null;
  if (share === null) return 'insufficient-data';
  return share > 0 && share >= driftedShare ? 'breach' : 'ok';
}

/** Whether answers moved: to other classes, or to other values. */
export function answerDriftOutcome(
  own: BaselineComparison | null,
  { mixShift }: Pick<WatchPolicy, 'mixShift'>,
): WindowOutcome {
  const answers = own && columnOf(own, answerColumns.prediction);
  if (!answers) return 'insufficient-data';
  return answers.drifted && answers.score >= mixShift ? 'breach' : 'ok';
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
