import type { Notice, NoticeBlock } from '../../contracts/notices';
import { html, SafeHtml } from '../page/html';
import { barsHtml } from './bars-html';
import { font, heading, mono } from './mail-styles';
import { mailStyle, noticeLooks } from './notice-looks';
import { noticeSubject } from './notice-text';

/** Outlook knows no max-width: a table of fixed width around the sheet, for it alone. */
const outlookBegin = SafeHtml.trusted(
  '<!--[if mso]><table role="presentation" width="640" align="center" cellpadding="0" cellspacing="0"><tr><td><![endif]-->',
);
const outlookEnd = SafeHtml.trusted('<!--[if mso]></td></tr></table><![endif]-->');

/**
 * A notice as HTML that mail clients understand: tables, inline styles, no script, nothing loaded. Whatever comes from
 * outside is escaped. @param cidOf content id of the picture of each `bars` block, by its number among them
 */
export function noticeHtml(notice: Notice, cidOf: (chart: number) => string): string {
  const { label, colour } = noticeLooks[notice.kind];
  const cells = blocksHtml(notice.blocks, cidOf).map(
    block => html`<tr><td class="pad" style="padding:0 32px 22px 32px">${block}</td></tr>
`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${noticeSubject(notice)}</title>
<style>${SafeHtml.trusted(mailStyle)}</style>
</head>
<body class="paper" style="margin:0;padding:0;background-color:#f2f2ee">
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" bgcolor="#f2f2ee"><tr><td align="center" style="padding:24px 8px">
${outlookBegin}
<table role="presentation" class="sheet" width="100%" cellpadding="0" cellspacing="0" bgcolor="#ffffff" style="max-width:640px;background-color:#ffffff;border:1px solid #dfe0dc;border-collapse:separate">
<tr><td bgcolor="${colour}" style="height:6px;line-height:6px;font-size:1px;background-color:${colour}">&nbsp;</td></tr>
<tr><td class="pad" style="padding:24px 32px 18px 32px">${headHtml(notice, { label, colour })}</td></tr>
${cells}<tr><td class="pad line" style="padding:16px 32px 20px 32px;border-top:1px solid #dfe0dc">${footHtml(notice)}</td></tr>
</table>
${outlookEnd}
</td></tr></table>
</body>
</html>
`.markup;
}

function headHtml({ title, environment, workload }: Notice, { label, colour }: { label: string; colour: string }) {
  return html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>
<td style="${font(14)}"><span class="link" style="color:#3257c8;font-weight:bold">Everloop</span></td>
<td class="soft" align="right" style="${font(13)}color:#5c636b">${workload} &middot; ${environment}</td>
</tr></table>
<p style="${font(13)}line-height:24px;margin:18px 0 10px 0"><span style="background-color:${colour};color:#ffffff;padding:3px 9px;border-radius:4px;font-weight:bold">${label}</span></p>
<h1 class="ink" style="${font(22)}line-height:28px;margin:0;color:#1d2126;font-weight:bold">${title}</h1>`;
}

function footHtml({ correlationId, workload, environment }: Notice): SafeHtml {
  const story = correlationId === '' ? '' : html`<br>Story ${correlationId}`;
  return html`<p class="soft" style="${font(12)}line-height:18px;margin:0;color:#5c636b;overflow-wrap:anywhere;word-break:break-word">Sent by Everloop, which keeps ${workload} good in ${environment}. Nothing in this mail decides or starts anything by a click.${story}</p>`;
}

function blocksHtml(blocks: readonly NoticeBlock[], cidOf: (chart: number) => string): SafeHtml[] {
  let charts = 0;
  return blocks.map(block => (block.kind === 'bars' ? barsHtml(block, cidOf(charts++)) : blockHtml(block)));
}

function blockHtml(block: Exclude<NoticeBlock, { kind: 'bars' }>): SafeHtml {
  switch (block.kind) {
    case 'text':
      return html`<p class="ink" style="${font(15)}line-height:22px;margin:0;color:#1d2126">${block.text.split('\n').map((line, index) => (index === 0 ? line : html`<br>${line}`))}</p>`;
    case 'table':
      return html`${block.title === undefined ? '' : heading(block.title)}${tableHtml(block)}`;
    case 'facts':
      return html`${heading(block.title)}${factsHtml(block.rows)}`;
    case 'commands':
      return html`${heading(block.title)}${block.lines.map(commandHtml)}${linkHtml(block.link)}`;
  }
}

function tableHtml({ head, rows }: Extract<NoticeBlock, { kind: 'table' }>): SafeHtml {
  const align = (column: number) => (column === 0 ? 'left' : 'right');
  const headCells = head.map(
    (cell, column) =>
      html`<th class="soft line" align="${align(column)}" style="${font(12)}color:#5c636b;font-weight:normal;padding:0 0 5px ${column === 0 ? 0 : 8}px;border-bottom:1px solid #dfe0dc">${cell}</th>`,
  );
  const bodyRows = rows.map(
    row =>
      html`<tr>${row.map(
        (cell, column) =>
          html`<td class="ink line" align="${align(column)}" style="${font(13)}color:#1d2126;padding:6px 0 6px ${column === 0 ? 0 : 8}px;border-bottom:1px solid #eeeeea">${cell}</td>`,
      )}</tr>`,
  );
  return html`<table width="100%" cellpadding="0" cellspacing="0">${head.length > 0 ? html`<tr>${headCells}</tr>` : ''}${bodyRows}</table>`;
}

const factsHtml = (rows: readonly (readonly [string, string])[]): SafeHtml =>
  html`<table width="100%" cellpadding="0" cellspacing="0">${rows.map(
    ([name, value]) =>
      html`<tr><td class="soft" valign="top" width="110" style="${font(13)}color:#5c636b;padding:2px 12px 2px 0;line-height:19px">${name}</td><td class="ink" style="${font(13)}color:#1d2126;padding:2px 0;line-height:19px;overflow-wrap:anywhere;word-break:break-word">${value}</td></tr>`,
  )}</table>`;

const commandHtml = (line: string): SafeHtml =>
  html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:0 0 6px 0"><tr><td class="well" bgcolor="#f2f2ee" style="${mono}background-color:#f2f2ee;color:#1d2126;padding:9px 12px;line-height:19px;word-break:break-word">${line}</td></tr></table>`;

const linkHtml = (link: { readonly url: string; readonly note: string } | undefined): SafeHtml | string =>
  link
    ? html`<p style="${font(13)}margin:4px 0 0 0"><a class="link" href="${link.url}" style="color:#3257c8">AWS console</a> <span class="soft" style="color:#5c636b">(${link.note}), for who is signed in</span></p>`
    : '';
