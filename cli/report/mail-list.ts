import { html, SafeHtml } from '../../lambdas/domain/page/html';
import type { ReportMail } from './loop-report';

const newline = SafeHtml.trusted('\n');

/** Subjects; each opens to the mail's text. */
export function mailList(mails: readonly ReportMail[]): SafeHtml {
  return html`<ol class="mails">${mails.map(item)}</ol>`;
}

function item({ time, subject, text, page }: ReportMail): SafeHtml {
  const lines = text.trimEnd().split(/\r?\n/);
  const link = page === null ? '' : html`<p><a href="${page}">As a page, with its pictures</a></p>`;
  return html`<li><details><summary><time datetime="${time}">${time.slice(11, 19)}</time> ${subject}</summary>
<pre tabindex="0">${lines.map(line => html`${line}${newline}`)}</pre>${link}</details></li>`;
}
