import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { countOf, figure } from './figures';
import type { ReportSection } from './report-page';
import type { QuarantinedRow, TableReport } from './table-report';

/** How the CSV files of one run fared: the good rows of a file go on, each bad one stays with its line and reason. */
export function tablesSection(tables: readonly TableReport[]): ReportSection {
  return {
    id: 'tables',
    heading: 'Tables',
    lead: 'The same workflow takes CSV files: good rows go on, each bad row stays behind with its line and its reason.',
    body: html`${tables.map(tableOf)}`,
  };
}

function tableOf({ name, rows, quarantinedRows }: TableReport): SafeHtml {
  const bad = quarantinedRows.length;
  const line = (row: QuarantinedRow) => html`<tr>
<th scope="row">${figure(row.line)}</th><td><code>${row.code}</code></td><td>${row.message}</td>
</tr>`;
  const head = html`<thead><tr><th scope="col">Line</th><th scope="col">Reason</th><th scope="col">What was found</th></tr></thead>`;
  return html`<h3><bdi>${name}</bdi></h3>
<p>${countOf(rows, 'row')}: ${figure(rows - bad)} curated, ${figure(bad)} quarantined.</p>
${bad === 0 ? '' : html`<div class="scroll" tabindex="0" role="region" aria-label="Quarantined rows of ${name}"><table>${head}<tbody>${quarantinedRows.map(line)}</tbody></table></div>`}`;
}
