import { printable } from '../ingestion/printable';
import { cut } from '../output/fit-columns';
import type { Output } from '../output/output';
import type { ReleaseReport } from './release-report';

const widestSummary = 100;

/** Where releases stand, for people, with the commands that are next. */
export function releaseText(report: ReleaseReport, target: string, colours: Output['colours']): string {
  const { workload, underWay, next, last, serving, stages } = report;
  const title = underWay
    ? `${colours.bold(`${workload} version ${underWay.version}`)} is on its way to production, story ${printable(underWay.correlationId)}`
    : last
      ? `No release of ${workload} is under way; the last one was of version ${last.version}`
      : `No release of ${workload} was ever opened: the approval of a version opens one`;
  const lines = stages.map(({ name, status, summary }) => {
    const shown = summary === undefined ? '' : colours.dim(cut(printable(summary), widestSummary));
    return `  ${name.padEnd(16)} ${painted(status, colours)}  ${shown}`.trimEnd();
  });
  return [
    [title, ...(underWay || last ? lines : [])].join('\n'),
    ...(next === null ? [] : [`Version ${next} waits behind it.`]),
    `Serving: production ${shownVersion(serving.production)}, pre-production ${shownVersion(serving.preProduction)}.`,
    ...(underWay?.waitsForDecision ? [decisions(workload, underWay.version, target)] : []),
  ].join('\n\n');
}

const shownVersion = (version: number | null): string => (version === null ? 'nothing' : `version ${version}`);

function painted(status: string | undefined, colours: Output['colours']): string {
  const text = (status ?? '-').padEnd(10);
  if (status === 'Succeeded') return colours.green(text);
  if (status === 'Failed' || status === 'Stopped') return colours.red(text);
  return status === 'InProgress' ? colours.cyan(text) : colours.dim(text);
}

const decisions = (workload: string, version: number, target: string): string =>
  ['approve', 'reject']
    .map(verb => `  npx everloop release ${workload} ${verb} --model-version ${version} --why "…"${target}`)
    .reduce((text, line) => `${text}\n${line}`, 'It waits for a person. Next');
