import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { approvalText } from './approval-text';
import type { ComparedScores } from './champion-scores';
import type { Decided } from './decide-version';
import { nextText } from './version-text';

export interface ShownDecision {
  readonly workload: string;
  readonly decided: Decided;
  readonly compared: ComparedScores | undefined;
  readonly next: readonly string[];
}

/** What was decided, on what figures, and what follows from it. */
export function decisionText({ workload, decided, compared, next }: ShownDecision, colours: Output['colours']): string {
  const { version } = decided;
  const { approval, decidedBy, why } = version;
  const name = colours.bold(`${workload} version ${version.version}`);
  const by = decidedBy === undefined ? '' : ` by ${printable(decidedBy)}`;
  const said = why === undefined ? '' : `: ${printable(why)}`;
  const title = decided.changed
    ? `${name}: ${approvalText(decided.was, colours)} → ${approvalText(approval, colours)}${by}${said}`
    : `${name} was ${approvalText(approval, colours)} already${by}${said}. Nothing was changed.`;
  const sections = [
    title,
    ...(compared ? [`${compared.title}\n\n${compared.table}`] : ['No scores on a golden set were recorded.']),
    consequence(decided),
    nextText(next),
  ];
  return sections.join('\n\n');
}

/** What a decision means today: who is compared with whom from now on. */
function consequence({ version, champion: { before, after } }: Decided): string {
  const { version: number, approval } = version;
  const compared = after && `New candidates are compared with version ${after.version}.`;
  if (before?.version !== after?.version) {
    const from = before ? `version ${before.version}` : 'none';
    const to = after ? `version ${after.version}` : 'none: no version is approved';
    return [`Champion: ${from} → ${to}.`, ...(compared ? [compared] : [])].join(' ');
  }
  if (approval === 'Approved' && after && after.version !== number) {
    return `Champion stays version ${after.version}, which is newer. ${compared}`;
  }
  return after ? `Champion stays version ${after.version}.` : 'No version is approved: there is no champion.';
}
