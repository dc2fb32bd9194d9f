import type { Evaluation, Scores } from '../../contracts/model-version';

const columns = [
  ['recall', 'recall'],
  ['precision', 'precision'],
  ['npv', 'NPV'],
  ['f1', 'F1'],
] as const;

/**
 * Scores by class as plain text, the champion's in brackets where there is one:
 *
 *                recall         precision      NPV            F1             examples
 *   footwear     0.998 (0.995)  0.997 (0.997)  0.999 (0.999)  0.997 (0.996)  3000
 *   macro-F1     0.975 (0.971)                                               10000
 */
export function scoreTable({ everloop: { classes, challenger, champion } }: Evaluation): string {
  const own = challenger.golden;
  const other = champion?.golden;
  const rows = classes.map(name => [
    name,
    ...columns.map(([key]) => pair(own.perClass[name]?.[key], other?.perClass[name]?.[key])),
    String(own.perClass[name]?.support ?? 0),
  ]);
  const head = ['', ...columns.map(([, title]) => title), 'examples'];
  return aligned([head, ...rows, total(own, other)]);
}

const total = (own: Scores, other: Scores | undefined): string[] => [
  'macro-F1',
  pair(own.macroF1, other?.macroF1),
  ...columns.slice(1).map(() => ''),
  String(own.count),
];

/** Cut, not rounded: a score below its floor must not look as if it reached it. */
const digits = (score: number): string => (Math.floor(score * 1000 + 1e-9) / 1000).toFixed(3);

function pair(own: number | undefined, other: number | undefined): string {
  if (own === undefined) return '-';
  return other === undefined ? digits(own) : `${digits(own)} (${digits(other)})`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column]?.length ?? 0))) ?? [];
  return rows
    .map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
