import { fitColumns } from '../output/fit-columns';
import type { Output } from '../output/output';
import { table } from '../output/table';
import type { EndpointReport } from './endpoints-report';

/** What serves where; columns that do not fit the terminal are left out. */
export function endpointsText(reports: readonly EndpointReport[], output: Output): string {
  const column = (title: string, goes: number, cellOf: (report: EndpointReport) => string) => ({
    title,
    goes,
    cells: reports.map(cellOf),
  });
  const columns = [
    column('endpoint', 0, ({ endpoint }) => endpoint),
    column('version', 0, ({ version }) => (version === null ? '-' : String(version))),
    column('status', 0, ({ status }) => status),
    column('instances', 3, ({ instances, status }) =>
      instances === null ? (status === 'none' ? '-' : 'serverless') : `${instances}`,
    ),
    column('requests/h', 1, ({ lastHour }) => (lastHour ? `${lastHour.requests}` : '-')),
    column('errors', 1, ({ lastHour }) => percent(lastHour?.errorShare ?? null)),
    column('p95 ms', 2, ({ lastHour }) => lastHour?.latencyP95Ms?.toFixed(1) ?? '-'),
    column('changed (UTC)', 4, ({ changedAt }) => changedAt?.slice(0, 16).replace('T', ' ') ?? '-'),
    column('configuration', 5, ({ config }) => config ?? '-'),
  ];
  const fitting = fitColumns(columns, output.width);
  const rows = reports.map((_, index) => fitting.map(({ cells }) => cells[index] ?? ''));
  const reasons = reports.flatMap(({ endpoint, failureReason }) =>
    failureReason ? [`${endpoint}: ${failureReason}`] : [],
  );
  const titles = fitting.map(({ title }) => title);
  return [table(output, titles, rows), ...reasons].join('\n');
}

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`);
