import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { table } from '../output/table';
import { type DeliveryReport, deliveryProblems } from './delivery-report';
import type { KeptMail } from './kept-mails';

/** Newest first. */
export function mailList(mails: readonly KeptMail[], output: Output): string {
  if (mails.length === 0) return 'No mail was sent yet.';
  const rows = [...mails]
    .reverse()
    .map(({ number, time, kind, subject, to }) => [
      number,
      time.slice(0, 19).replace('T', ' '),
      kind ?? '',
      printable(subject),
      to.map(printable).join(', '),
    ]);
  return table(output, ['mail', 'sent (UTC)', 'kind', 'subject', 'to'], rows);
}

export function mailText({ time, from, to, subject, text }: KeptMail): string {
  const head = [
    ['Subject', subject],
    ['From', from],
    ['To', to.join(', ')],
    ['Sent', time],
  ].map(([name = '', value = '']) => `${name.padEnd(8)} ${printable(value)}`);
  return [...head, '', ...text.split('\n').map(printable)].join('\n');
}

export function deliveryText(report: DeliveryReport, { colours }: Output): string {
  const { environment, from, approvers, readers } = report;
  const people = (addresses: readonly string[]) => (addresses.length > 0 ? addresses.join(', ') : 'nobody');
  const problems = deliveryProblems(report);
  return [
    from === null
      ? `${environment} sends no HTML mails: people get the plain text of the topic ApprovalTopic. Set \`mail\` in everloop.config.ts.`
      : `Mails of ${environment} went to their recipients, from ${from}: read them there. Only the laptop cloud keeps mails.`,
    `  asked to decide  ${people(approvers)}`,
    `  told the rest    ${people(readers)}`,
    ...problems.map(problem => colours.yellow(`  ${problem}`)),
  ].join('\n');
}
