import type { TableBaseline } from '../baseline';
import { type AnsweredRow, type AnyRow, isRefused, type WindowRows } from './monitored-rows';

/** Shares 0 to 1; null without anything to take a share of. */
export interface DataQuality {
  /** Of the values of features that the baseline has. */
  readonly missingShare: number | null;
  /** Of the values that are there: those far outside of what the baseline holds, or infinite. */
  readonly outOfRangeShare: number | null;
  /** Of the rows: those whose every feature equals that of another one. The same picture came twice. */
  readonly duplicateShare: number | null;
  /** Of the rows: those that the model could not read. */
  readonly refusedShare: number | null;
  /** Of the rows: those that a person should look at; null of numbers, which nobody is asked about. */
  readonly reviewShare: number | null;
  /** Of what came to be predicted: what validation rejected, so that no model saw it. */
  readonly quarantinedShare: number | null;
  /** By feature, those with any, worst first. */
  readonly outOfRange: readonly { readonly name: string; readonly values: number }[];
}

/** A quarter of the reference's width on either side, as the row validator of the intake allows it. */
const rangeOffsetShare = 0.25;

/** @param baseline of the features alone; null while there is none */
export function dataQuality(
  { rows, found, quarantined }: Omit<WindowRows<AnsweredRow>, 'actual'>,
  baseline: TableBaseline | null,
): DataQuality {
  const numeric = [...(baseline ?? [])].filter(([, column]) => column.kind === 'numeric');
  const columns = numeric.map(([name, { profile }]) => {
    const { minimum = 0, maximum = 0, count } = profile.kind === 'numeric' ? profile : { count: 0 };
    const width = count > 0 ? maximum - minimum : Infinity;
    const [low, high] = [minimum - rangeOffsetShare * width, maximum + rangeOffsetShare * width];
    const present = rows.map(({ features }) => features[name]).filter(value => value !== undefined);
    const values = present.filter(value => !Number.isNaN(value));
    const outside = values.filter(value => !Number.isFinite(value) || value < low || value > high).length;
    return { name, present: values.length, outside };
  });
  const present = sum(columns.map(column => column.present));
  return {
    missingShare: share(rows.length * columns.length - present, rows.length * columns.length),
    outOfRangeShare: share(sum(columns.map(({ outside }) => outside)), present),
    duplicateShare: share(countDuplicates(rows), rows.length),
    refusedShare: share(rows.filter(isRefused).length, rows.length),
    reviewShare: reviewShare(rows),
    quarantinedShare: share(quarantined, quarantined + found),
    outOfRange: columns
      .filter(({ outside }) => outside > 0)
      .map(({ name, outside }) => ({ name, values: outside }))
      .sort((one, other) => other.values - one.values || (one.name < other.name ? -1 : 1)),
  };
}

function reviewShare(rows: readonly AnsweredRow[]): number | null {
  const reviewed = rows.flatMap(row => ('forReview' in row ? [row.forReview] : []));
  return share(reviewed.filter(Boolean).length, reviewed.length);
}

/** Rows that repeat another one; rows without features tell nothing. */
function countDuplicates(rows: readonly AnyRow[]): number {
  const seen = new Set<string>();
  let repeated = 0;
  for (const { features } of rows) {
    const names = Object.keys(features).sort();
    if (names.length === 0) continue;
    const content = names.map(name => `${name}=${features[name]}`).join();
    if (seen.has(content)) repeated++;
    seen.add(content);
  }
  return repeated;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
