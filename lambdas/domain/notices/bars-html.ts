import type { BarsBlock } from '../../contracts/notices';
import { html, type SafeHtml } from '../page/html';
import { barColours, chartSize } from './bar-chart';
import { font, heading } from './mail-styles';
import { scoreText } from './score-text';

/**
 * A picture over as many cells as it has groups, all of one width: labels stand below their bars however wide the mail is
 * shown and whatever fonts it gets.
 */
export function barsHtml({ title, before, after, groups }: BarsBlock, cid: string): SafeHtml {
  const share = `${(100 / Math.max(1, groups.length)).toFixed(2)}%`;
  const cells = groups.map(
    ({ label, ...values }) =>
      html`<td align="center" valign="top" width="${share}" style="padding:5px 2px 0 2px"><span class="ink" style="${font(12)}color:#1d2126">${label}</span><br><span class="soft" style="${font(12)}color:#5c636b">${shown(values.before)} &rarr; <b>${shown(values.after)}</b></span></td>`,
  );
  const about = groups.map(one => `${one.label} ${shown(one.before)} to ${shown(one.after)}`).join(', ');
  return html`${heading(title)}<p class="soft" style="${font(12)}margin:0 0 8px 0;color:#5c636b">${square(barColours.before)} ${before} &nbsp; ${square(barColours.after)} ${after}; lines at 0, 0.5 and 1</p>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="table-layout:fixed"><tr><td colspan="${groups.length}" style="padding:0"><img src="cid:${cid}" width="${chartSize.width}" alt="${title}: ${about}" style="display:block;width:100%;height:auto;border:0"></td></tr><tr>${cells}</tr></table>`;
}

const square = (colour: string): SafeHtml =>
  html`<span style="display:inline-block;width:10px;height:10px;background-color:${colour};font-size:8px;color:${colour}">&#9632;</span>`;

const shown = (value: number | null): string => (value === null ? '-' : scoreText(value));
