import type { Notice } from '../../contracts/notices';
import { barChart } from './bar-chart';
import { noticeHtml } from './notice-html';
import { noticeSubject, noticeText } from './notice-text';

/** A picture inside a mail; the HTML names it `cid:<id>`. */
export interface MailImage {
  readonly id: string;
  readonly fileName: string;
  readonly contentType: 'image/png';
  readonly bytes: Uint8Array;
}

export interface NoticeMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly images: readonly MailImage[];
}

/** A notice as a mail: the same blocks as text, as HTML, and their charts as pictures. */
export function noticeMail(notice: Notice): NoticeMail {
  const charts = notice.blocks.filter(block => block.kind === 'bars');
  const id = (chart: number) => `chart-${chart + 1}`;
  return {
    subject: noticeSubject(notice),
    text: noticeText(notice),
    html: noticeHtml(notice, id),
    images: charts.map(({ groups }, chart) => ({
      id: id(chart),
      fileName: `${id(chart)}.png`,
      contentType: 'image/png',
      bytes: barChart(groups),
    })),
  };
}
