import { profileTable, type TableBaseline } from '../baseline';
import type { ColumnComparison } from '../compare/column-comparison';
import { type ColumnOutcome, compareTables } from '../compare/compare-tables';
import { comparedColumns } from '../compare/compared-columns';
import { evidentlyVerdict } from '../rules/evidently';
import { modelMonitorVerdict } from '../rules/model-monitor';
import { type ShiftVerdict, shiftVerdicts } from '../rules/significant-shift';
import type { DriftTest, Verdict } from '../rules/verdict';
import { tableOfRows } from '../table-of-rows';
import type { AnsweredRow, AnyRow } from './monitored-rows';
import { answerColumns } from './version-baseline';

/** Counts of bins that a chart can draw: those of the reference and of the window. */
export interface Histogram {
  /** What a bin holds: a class, or numbers up to this one. */
  readonly labels: readonly string[];
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

export interface ComparedColumn {
  readonly name: string;
  readonly kind: 'compared';
  readonly drifted: boolean;
  readonly test: DriftTest;
  /** Share of the rows that moved, 0 to 1. */
  readonly score: number;
  readonly threshold: number;
  readonly adjustedPValue: number;
  readonly psi: number;
  readonly jensenShannon: number;
  /** What others' rules say of the same column, to be shown beside it. */
  readonly evidently: Verdict;
  readonly modelMonitor: Verdict;
  readonly samples: { readonly reference: number; readonly current: number };
  readonly missing: { readonly reference: number; readonly current: number };
  /** Null for categories. */
  readonly mean: { readonly reference: number | null; readonly current: number | null } | null;
  readonly histogram: Histogram;
}

/** A column of a window against a baseline. */
export type ColumnReport = ComparedColumn | ({ readonly name: string } & Exclude<ColumnOutcome, { kind: 'compared' }>);

/**
 * Every column against the baseline, worst first: those that drift by their shift, then the others, then what could not be
 * compared. Features are judged together (Holm), what the model answers by itself.
 *
 * @param answering the rows of the version that is judged; features are of all rows
 */
export function compareColumns(
  baseline: TableBaseline,
  { rows, answering }: { readonly rows: readonly AnyRow[]; readonly answering: readonly AnsweredRow[] },
  minimumSamples: number,
): ColumnReport[] {
  const answers = pick(baseline, name => isAnswer(name));
  const features = pick(baseline, name => !isAnswer(name));
  const columns = [
    ...judge(
      features,
      rows.map(row => finiteOnly(row.features)),
      minimumSamples,
    ),
    ...judge(answers, answering.map(answersOf), minimumSamples).filter(({ kind }) => kind !== 'extra-column'),
  ];
  return columns.sort((one, other) => rank(other) - rank(one) || (one.name < other.name ? -1 : 1));
}

const isAnswer = (name: string): boolean => name === answerColumns.prediction || name === answerColumns.confidence;

const pick = (baseline: TableBaseline, wanted: (name: string) => boolean): TableBaseline =>
  new Map([...baseline].filter(([name]) => wanted(name)));

/** Nothing but numbers: a feature is one, and infinity is what JSON can't say. */
const finiteOnly = (features: AnyRow['features']): Record<string, number> => ({ ...features });

function answersOf(row: AnsweredRow): Record<string, string | number | null> {
  if ('value' in row) return { [answerColumns.prediction]: row.value };
  return { [answerColumns.prediction]: row.label, [answerColumns.confidence]: row.score };
}

function judge(
  baseline: TableBaseline,
  rows: readonly Readonly<Record<string, string | number | null>>[],
  minimumSamples: number,
): ColumnReport[] {
  const table = tableOfRows(rows, baseline);
  const outcomes = compareTables(baseline, profileTable(baseline, table), { minimumSamples });
  const verdicts = shiftVerdicts(comparedColumns(outcomes));
  return [...outcomes].map(([name, outcome]) =>
    outcome.kind === 'compared' ? report(name, outcome.comparison, verdicts.get(name)!) : { name, ...outcome },
  );
}

function report(name: string, comparison: ColumnComparison, verdict: ShiftVerdict): ComparedColumn {
  const { samples, missing, psi, jensenShannonNats } = comparison;
  return {
    name,
    kind: 'compared',
    ...verdict,
    psi,
    jensenShannon: jensenShannonNats,
    evidently: evidentlyVerdict(comparison),
    modelMonitor: modelMonitorVerdict(comparison),
    samples,
    missing: { reference: missing.reference, current: missing.current },
    mean: comparison.kind === 'numeric' ? comparison.mean : null,
    histogram: histogramOf(comparison),
  };
}

function histogramOf({ kind, bins }: ColumnComparison): Histogram {
  const labels =
    kind === 'category' ? [...bins.names, 'other'] : [...Array.from(bins.edges, edge => `${edge}`), 'above'];
  return { labels, reference: [...bins.reference], current: [...bins.current] };
}

function rank(column: ColumnReport): number {
  if (column.kind === 'compared') return (column.drifted ? 2 : 0) + column.score;
  return column.kind === 'insufficient-data' ? -1 : 2.5;
}
