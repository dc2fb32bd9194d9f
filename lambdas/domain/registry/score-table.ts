import type { Evaluation, Scores } from '../../contracts/evaluation';
import type { DriftSlice } from '../../contracts/gate-card';

const columns = [
  ['recall', 'recall'],
  ['precision', 'precision'],
  ['npv', 'NPV'],
  ['f1', 'F1'],
] as const;

/**
 * Scores on the golden set as plain text, the champion's in brackets where there is one:
 *
 *              recall         precision      NPV            F1             examples
 *   footwear   0.998 (0.995)  0.997 (0.997)  0.999 (0.999)  0.997 (0.996)  3000
 *
 *   macroF1    0.975 (0.971)
 *
 * @returns undefined when the challenger was not scored on a golden set
 */
export function scoreTable({ classes, challenger, champion }: Evaluation): string | undefined {
  const own = challenger.golden;
  if (!own) return undefined;
  const other = champion?.golden ?? undefined;
  const blocks = [...(own.perClass ? [byClass(classes, own, other)] : []), overall(own, other)];
  return blocks.join('\n\n');
}

function byClass(classes: readonly string[], own: Scores, other: Scores | undefined): string {
  const rows = classes.map(name => {
    const [mine, theirs] = [own.perClass?.[name], other?.perClass?.[name]];
    return [name, ...columns.map(([key]) => pair(mine?.[key], theirs?.[key])), String(mine?.support ?? 0)];
  });
  return aligned([['', ...columns.map(([, title]) => title), 'examples'], ...rows]);
}

/** Every figure that is a number by itself: accuracy, macroF1, rmse and so on. */
function overall(own: Scores, other: Scores | undefined): string {
  const names = Object.keys(own).filter(name => name !== 'count' && typeof own[name] === 'number');
  const rows = names.map(name => [name, pair(own[name], other?.[name])]);
  return aligned([...rows, ['examples', String(own.count)]]);
}

/** Candidate and champion on the drift slice: recall of each judged class, then the metric over them. */
export function sliceTable({ classes, leftOut, metric, candidate, champion, examples }: DriftSlice): string {
  const judged = classes.map(one => [one.label, pair(one.recall, one.championRecall), `${one.examples}`]);
  const scarce = Object.entries(leftOut).map(([label, count]) => [label, 'too few', `${count}`]);
  const rows = [['', 'recall', 'examples'], ...judged, ...scarce];
  const whole = [
    [metric, pair(candidate, champion)],
    ['examples', `${examples}`],
  ];
  return [...(judged.length + scarce.length > 0 ? [aligned(rows)] : []), aligned(whole)].join('\n\n');
}

function pair(own: unknown, other: unknown): string {
  if (typeof own !== 'number') return '-';
  return typeof other === 'number' ? `${scoreText(own)} (${scoreText(other)})` : scoreText(own);
}

/** Shares are cut, not rounded: a score below its floor must not look as if it reached it. */
export const scoreText = (value: number): string =>
  value >= 0 && value <= 1 ? (Math.floor(value * 1000 + 1e-9) / 1000).toFixed(3) : value.toPrecision(4);

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
