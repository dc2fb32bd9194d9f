import type { ColumnReport } from '../../lambdas/domain/drift/monitor/column-report';
import type { ClassPerformance, JudgedKpi } from '../../lambdas/domain/drift/monitor/judge-performance';
import type { BaselineComparison } from '../../lambdas/domain/drift/monitor/window-findings';
import type { ClassWindowReport, WindowReport } from '../../lambdas/domain/drift/monitor/window-report';
import type { Kpi } from '../../lambdas/domain/performance/class-scores';
import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { type Cell, table } from '../output/table';
import { cutShare } from '../report/figures';
import { contributorsText, regressionText } from './regression-text';

/** Why a column has no figures, as people say it. */
export const outcomeWords = {
  'insufficient-data': 'too few values',
  'missing-column': 'gone',
  'extra-column': 'new',
  'changed-kind': 'another kind',
} as const satisfies Record<Exclude<ColumnReport['kind'], 'compared'>, string>;

/** A judged window for people: what is out of the ordinary, columns worst first, KPIs of each class or the error. */
export function driftText(report: WindowReport, output: Output): string {
  const { bold } = output.colours;
  const { workload, from, to, version, predictions, found, versions, own, original, performance } = report;
  const sampled = found > predictions ? ` (a sample of ${found})` : '';
  const title = `${bold(printable(workload))}, ${from} to ${to}: ${predictions} predictions${sampled}`;
  if (predictions === 0) return `${title}\n${nothingText(report)}`;
  const others =
    versions.length > 1 ? `, of ${versions.map(one => `${one.version}: ${one.predictions}`).join(', ')}` : '';
  return [
    title,
    `version ${version ?? 'unknown'}${others}; ${performance.labels} labels`,
    '',
    breachText(report, output),
    ...(own ? ['', bold(`Against version ${own.version}'s own baseline`), columnTable(own, output)] : []),
    ...(original ? [`Against version ${original.version}, the first one: ${shareText(original)}`] : []),
    ...performanceLines(report, output),
    '',
    qualityText(report),
  ].join('\n');
}

function performanceLines(report: WindowReport, output: Output): string[] {
  if (report.kind !== 'numbers') return report.performance.labels > 0 ? ['', classTable(report, output)] : [];
  const contributors = contributorsText(report);
  const errors = report.performance.labels > 0 ? ['', regressionText(report, output)] : [];
  return [...(contributors ? [contributors] : []), ...errors];
}

const nothingText = ({ quarantined }: WindowReport): string =>
  quarantined === 0
    ? 'Nothing was predicted in it.'
    : `Nothing was predicted in it: all that came, ${quarantined}, lies in quarantine. \`everloop quarantine list\` says why.`;

function breachText({ outcomes, own }: WindowReport, { colours: { red, green, yellow } }: Output): string {
  const names = (wanted: string) => Object.entries(outcomes).flatMap(([name, one]) => (one === wanted ? [name] : []));
  const [breaches, fine, unknown] = [names('breach'), names('ok'), names('insufficient-data')];
  const lines = [
    ...(breaches.length > 0 ? [red(`out of the ordinary: ${breaches.join(', ')}`)] : []),
    ...(fine.length > 0 ? [green(`fine: ${fine.join(', ')}`)] : []),
    ...(unknown.length > 0 ? [yellow(`not known, too little data: ${unknown.join(', ')}`)] : []),
    ...(own ? [] : [yellow('the registry does not tell what this version was trained on: drift is not known')]),
  ];
  return lines.join('\n');
}

const shareText = ({ drift: { drifted, judged } }: BaselineComparison): string =>
  `${drifted} of ${judged} features drift`;

function columnTable(comparison: BaselineComparison, output: Output): string {
  const { red, green, yellow } = output.colours;
  const rows = comparison.columns.map((column): Cell[] => {
    const name = printable(column.name);
    if (column.kind !== 'compared') return [name, '', '', '', '', yellow(outcomeWords[column.kind])];
    const { test, score, threshold, adjustedPValue, psi, drifted } = column;
    const verdict = drifted ? red('drifts') : green('as before');
    return [name, test, cutShare(score), threshold, adjustedPValue.toExponential(1), verdict, psi.toFixed(2)];
  });
  const head = ['column', 'test', 'moved', 'limit', 'p (adjusted)', 'verdict', 'PSI'];
  return `${shareText(comparison)}\n${table(output, head, rows)}`;
}

const figure = (kpi: Kpi): string =>
  kpi.kind === 'known' ? cutShare(kpi.value) : `${kpi.samples} of ${kpi.minimumSamples}`;

function classTable({ performance }: ClassWindowReport, output: Output): string {
  const { red } = output.colours;
  const judged = ({ kpi, floor, outcome }: JudgedKpi): string => {
    const text = `${figure(kpi)}${floor === null ? '' : ` (≥ ${cutShare(floor)})`}`;
    return outcome === 'breach' ? red(text) : text;
  };
  const row = ([name, one]: readonly [string, ClassPerformance]): Cell[] => [
    printable(name),
    one.truePositives,
    one.falsePositives,
    one.falseNegatives,
    one.trueNegatives,
    judged(one.recall),
    judged(one.precision),
    figure(one.npv),
    figure(one.f1),
  ];
  const head = ['class', 'TP', 'FP', 'FN', 'TN', 'recall', 'precision', 'NPV', 'F1'];
  const { accuracy, macroF1, coverage } = performance;
  const totals = `accuracy ${cutShare(accuracy)}, macro-F1 ${cutShare(macroF1)}, labelled ${cutShare(coverage)}`;
  return `${table(output, head, Object.entries(performance.classes).map(row))}\n${totals}`;
}

function qualityText({ quality }: WindowReport): string {
  const { missingShare, outOfRangeShare, duplicateShare, refusedShare, quarantinedShare } = quality;
  const shares = {
    missing: missingShare,
    'out of range': outOfRangeShare,
    duplicates: duplicateShare,
    refused: refusedShare,
    quarantined: quarantinedShare,
  };
  return Object.entries(shares)
    .map(([name, share]) => `${name} ${cutShare(share)}`)
    .join(', ');
}
