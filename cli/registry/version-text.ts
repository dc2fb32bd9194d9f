import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { approvalText } from './approval-text';
import type { ComparedScores } from './champion-scores';
import type { Card } from './read-card';
import type { VersionReport } from './version-report';

export interface ShownVersion {
  readonly workload: string;
  readonly report: VersionReport;
  readonly compared: ComparedScores | undefined;
  readonly card: Card | null;
  /** What a person may type next. */
  readonly next: readonly string[];
}

/** Everything that is known of one version. */
export function versionText(
  { workload, report, compared, card, next }: ShownVersion,
  colours: Output['colours'],
): string {
  const { bold, dim } = colours;
  const champion = report.isChampion ? ', champion' : '';
  const sections = [
    `${bold(`${workload} version ${report.version}`)}  ${approvalText(report.approval, colours)}${champion}`,
    ...(report.decision ? [decisionText(report.decision)] : []),
    ...(compared ? [`${compared.title}\n\n${compared.table}`] : ['No scores on a golden set were recorded.']),
    `Where it comes from\n${originOf(report)}`,
    ...(card ? [`${dim(`Model card ${card.uri}`)}\n\n${linesOf(card.text)}`] : []),
    nextText(next),
  ];
  return sections.join('\n\n');
}

function decisionText({ why, by, at }: NonNullable<VersionReport['decision']>): string {
  const who = [by && `by ${printable(by)}`, at && `at ${at}`].filter(Boolean).join(' ');
  return `Decided ${who}: ${printable(why ?? 'no reason given')}`.replace('  ', ' ');
}

function originOf(report: VersionReport): string {
  const rows = [
    ['registered', report.registeredAt],
    ['story', report.correlationId],
    ['data set', report.datasetId],
    ['golden set', report.goldenId],
    ['training job', report.trainingJob],
    ['commit', report.commit],
    ['artifact', report.artifactUri],
    ['sha256', report.artifactSha256],
    ['evaluation', report.evaluationUri],
    ['ARN', report.arn],
  ];
  return rows.map(([name, value]) => `  ${(name ?? '').padEnd(12)}  ${printable(value ?? 'not recorded')}`).join('\n');
}

/** Commands under one title. */
export const nextText = (commands: readonly string[]): string =>
  ['Next', ...commands.map(line => `  ${line}`)].join('\n');

const linesOf = (text: string): string => text.trimEnd().split(/\r?\n/).map(printable).join('\n');
