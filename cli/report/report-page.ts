import { html, SafeHtml } from '../../lambdas/domain/page/html';
import { PAGE_STYLE } from './page-style';
import { PRINT_STYLE } from './print-style';
import { TRAIL_STYLE } from './trail-style';

/** One part of a report; later parts of the loop bring their own. */
export interface ReportSection {
  /** Anchor of the section, kebab-case, unique in the page. */
  readonly id: string;
  readonly heading: string;
  /** One sentence under the heading. */
  readonly lead?: string;
  readonly body: SafeHtml;
}

export interface ReportPage {
  readonly title: string;
  /** One sentence that says how it went. */
  readonly summary?: string;
  readonly generatedAt: Date;
  readonly sections: readonly ReportSection[];
}

/** No script, no request, no frame: even a hole in the escaping could not load or send anything. */
const CONTENT_POLICY =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

function sectionHtml({ id, heading, lead, body }: ReportSection): SafeHtml {
  return html`<section id="${id}" aria-labelledby="${id}-heading">
<h2 id="${id}-heading">${heading}</h2>
${lead === undefined ? '' : html`<p class="lead">${lead}</p>`}
${body}
</section>`;
}

/** A whole HTML document in one file that opens from disk; pictures are data: URIs. */
export function renderReport({ title, summary, generatedAt, sections }: ReportPage): string {
  const time = generatedAt.toISOString();
  const contents = sections.map(({ id, heading }) => html`<a href="#${id}">${heading}</a>`);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${SafeHtml.trusted(CONTENT_POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${SafeHtml.trusted(PAGE_STYLE + TRAIL_STYLE + PRINT_STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
<header>
<p class="brand"><span aria-hidden="true">&#8734;</span> Everloop</p>
<h1>${title}</h1>
${summary === undefined ? '' : html`<p class="summary">${summary}</p>`}
<p class="stamp"><time datetime="${time}">${time.slice(0, 16).replace('T', ' ')} UTC</time></p>
${sections.length > 1 ? html`<nav aria-label="Contents">${contents}</nav>` : ''}
</header>
<main id="content">
${sections.map(sectionHtml)}
</main>
</body>
</html>
`.markup;
}
