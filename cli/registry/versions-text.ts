import { scoreText } from '../../lambdas/domain/notices/score-text';
import { printable } from '../ingestion/printable';
import { cut, fitColumns } from '../output/fit-columns';
import type { Output } from '../output/output';
import { table } from '../output/table';
import { approvalText } from './approval-text';
import type { VersionReport } from './version-report';

const widestWhy = 60;

/** Which versions there are; columns that do not fit the terminal are left out. */
export function versionTable(reports: readonly VersionReport[], output: Output): string {
  const column = (title: string, goes: number, cellOf: (report: VersionReport) => string) => ({
    title,
    goes,
    cells: reports.map(cellOf),
  });
  const columns = [
    column('version', 0, ({ version }) => String(version)),
    column('status', 0, statusOf),
    column('registered (UTC)', 2, ({ registeredAt }) => registeredAt.slice(0, 16).replace('T', ' ')),
    column('data set', 4, ({ datasetId }) => (datasetId ?? '-').slice(0, 12)),
    column('story', 3, ({ correlationId }) => printable(correlationId ?? '-')),
    column('why', 1, whyOf),
  ];
  const fitting = fitColumns(columns, output.width);
  const rows = reports.map((report, index) =>
    fitting.map(({ title, cells }) => {
      const cell = cells[index] ?? '';
      return title === 'status' ? approvalText(report.approval, output.colours, cell) : cell;
    }),
  );
  return table(
    output,
    fitting.map(({ title }) => title),
    rows,
  );
}

const statusOf = ({ approval, isChampion }: VersionReport): string => `${approval}${isChampion ? ', champion' : ''}`;

function whyOf({ decision }: VersionReport): string {
  const by = decision?.by ? ` (${decision.by})` : '';
  return cut(printable(`${decision?.why ?? ''}${by}`.trim()), widestWhy);
}

/**
 * Figures on the golden set side by side, one column a version; those of a class are recall/precision.
 * @returns undefined when no version has any
 */
export function figureTable(reports: readonly VersionReport[], output: Output): string | undefined {
  const scored = reports.filter(({ scores }) => scores !== null);
  if (scored.length === 0) return undefined;
  const labels = [
    ...named(scored, figuresIn).map(name => ({ title: name, cellOf: figure(name) })),
    ...named(scored, classesIn).map(name => ({ title: name, cellOf: classFigures(name) })),
    { title: 'examples', cellOf: ({ scores }: VersionReport) => String(scores?.count ?? '-') },
    ...(goldenSets(scored) > 1 ? [{ title: 'golden set', cellOf: goldenSet }] : []),
  ];
  const first = { title: 'recall/precision', goes: 0, cells: labels.map(({ title }) => title) };
  const columns = scored.map((report, index) => ({
    title: `${report.version}${report.isChampion ? ' champion' : ''}`,
    goes: index,
    cells: labels.map(({ cellOf }) => cellOf(report)),
  }));
  const fitting = fitColumns([first, ...columns], output.width);
  const rows = labels.map((_, row) => fitting.map(({ cells }) => cells[row] ?? ''));
  return table(
    output,
    fitting.map(({ title }) => title),
    rows,
  );
}

const named = (reports: readonly VersionReport[], namesIn: (report: VersionReport) => string[]): string[] => [
  ...new Set(reports.flatMap(namesIn)),
];

/** Numbers of the whole golden set: macroF1, accuracy, rmse. */
const figuresIn = ({ scores }: VersionReport): string[] =>
  Object.keys(scores ?? {}).filter(name => name !== 'count' && typeof scores?.[name] === 'number');

const classesIn = ({ scores }: VersionReport): string[] => Object.keys(scores?.perClass ?? {});

const figure =
  (name: string) =>
  ({ scores }: VersionReport): string =>
    shown(scores?.[name]);

const classFigures =
  (name: string) =>
  ({ scores }: VersionReport): string => {
    const own = scores?.perClass?.[name];
    return own ? `${shown(own.recall)}/${shown(own.precision)}` : '-';
  };

const shown = (value: unknown): string => (typeof value === 'number' ? scoreText(value) : '-');

/** Figures of two golden sets cannot be compared. */
const goldenSets = (reports: readonly VersionReport[]): number => new Set(reports.map(({ goldenId }) => goldenId)).size;
const goldenSet = ({ goldenId }: VersionReport): string => (goldenId ?? '-').slice(0, 8);
