import type { ColumnReport, ComparedColumn } from '../../lambdas/domain/drift/monitor/column-report';
import type { ClassPerformance, JudgedKpi } from '../../lambdas/domain/drift/monitor/judge-performance';
import type { ClassWindowReport, WindowReport } from '../../lambdas/domain/drift/monitor/window-report';
import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import type { Kpi } from '../../lambdas/domain/performance/class-scores';
import { countOf, cutShare, digits, figure } from './figures';
import { histogram } from './histogram';
import { regressionBody, rmseTile } from './regression-section';
import type { ReportSection } from './report-page';
import { tile } from './tile';

function tiles(report: WindowReport): SafeHtml {
  const { predictions, found, performance, own, version, outcomes } = report;
  const breaches = Object.values(outcomes).filter(outcome => outcome === 'breach').length;
  const share = own && html`${figure(own.drift.drifted)} <small>of ${figure(own.drift.judged)}</small>`;
  return html`<dl class="tiles">
${tile('Version', version === null ? 'unknown' : String(version))}
${tile('Predictions', figure(predictions))}
${found > predictions ? tile('Sampled of', figure(found)) : ''}
${tile('Labels', figure(performance.labels))}
${report.kind === 'numbers' ? rmseTile(report) : tile('Accuracy', cutShare(report.performance.accuracy))}
${tile('Features that drift', share ?? '-', own && own.drift.drifted > 0 ? 'held' : 'good')}
${tile('Out of the ordinary', figure(breaches), breaches === 0 ? 'good' : 'bad')}
</dl>`;
}

function columnRow(column: ColumnReport): SafeHtml {
  if (column.kind !== 'compared') {
    const why = {
      'insufficient-data': 'too few values',
      'missing-column': 'the window has no such column',
      'extra-column': 'the baseline has no such column',
      'changed-kind': 'numbers became names, or names numbers',
    }[column.kind];
    return html`<tr><th scope="row">${column.name}</th><td colspan="5">${why}</td></tr>`;
  }
  return comparedRow(column);
}

function comparedRow(column: ComparedColumn): SafeHtml {
  const { name, score, threshold, adjustedPValue, psi, drifted, test, mean, samples } = column;
  const moved = mean === null ? '' : html`<br><small>mean ${digits(mean.reference)} → ${digits(mean.current)}</small>`;
  const title = `${name}: ${countOf(samples.reference, 'value')} of the reference behind ${countOf(samples.current, 'value')} of the window`;
  return html`<tr>
<th scope="row">${name}${moved}</th>
<td>${histogram({ ...column.histogram, title })}</td>
<td>${test}<br><small>adjusted p ${adjustedPValue.toExponential(1)}</small></td>
<td class="number${drifted ? ' wrong' : ''}">${cutShare(score)}<br><small>limit ${String(threshold)}</small></td>
<td class="number">${psi.toFixed(2)}</td>
<td>${drifted ? html`<b class="wrong">drifts</b>` : 'as before'}</td>
</tr>`;
}

function columnTable(columns: readonly ColumnReport[], caption: string): SafeHtml {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">Column</th><th scope="col">Reference (grey), window (blue)</th><th scope="col">Test</th><th scope="col" class="number">Moved</th><th scope="col" class="number">PSI</th><th scope="col">Verdict</th></tr></thead>
<tbody>${columns.map(columnRow)}</tbody>
</table></div>`;
}

const kpi = (found: Kpi): string =>
  found.kind === 'known' ? cutShare(found.value) : `${found.samples} of ${found.minimumSamples}`;

const judged = ({ kpi: found, floor, outcome }: JudgedKpi): SafeHtml =>
  html`<td class="number${outcome === 'breach' ? ' wrong' : ''}">${kpi(found)}${floor === null ? '' : html`<br><small>floor ${cutShare(floor)}</small>`}</td>`;

function classTable({ performance }: ClassWindowReport): SafeHtml {
  const row = ([label, one]: readonly [string, ClassPerformance]) => html`<tr><th scope="row">${label}</th>
<td class="number">${figure(one.truePositives)}</td><td class="number">${figure(one.falsePositives)}</td>
<td class="number">${figure(one.falseNegatives)}</td><td class="number">${figure(one.trueNegatives)}</td>
${judged(one.recall)}${judged(one.precision)}<td class="number">${kpi(one.npv)}</td><td class="number">${kpi(one.f1)}</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Classes"><table>
<caption>Each class against all others, on ${countOf(performance.labels, 'label')}; “7 of 30” is too few to say anything</caption>
<thead><tr><th scope="col">Class</th>${['TP', 'FP', 'FN', 'TN', 'Recall', 'Precision', 'NPV', 'F1'].map(name => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${Object.entries(performance.classes).map(row)}</tbody>
</table></div>`;
}

/** What is wrong with the data itself; features that leave their range by name, worst first. */
function qualityTable({ quality }: WindowReport): SafeHtml {
  const shares: readonly (readonly [string, number | null, string])[] = [
    ['Quarantined', quality.quarantinedShare, 'of what came to be predicted, rejected by validation'],
    ['Refused', quality.refusedShare, 'of the predictions, unreadable for the model'],
    ['For review', quality.reviewShare, 'of the predictions, too unsure to be filed'],
    ['Duplicates', quality.duplicateShare, 'of the predictions, whose every feature equals another’s'],
    ['Missing', quality.missingShare, 'of the values of features that the baseline has'],
    ['Out of range', quality.outOfRangeShare, outOfRangeText(quality)],
  ];
  const row = ([name, value, meaning]: (typeof shares)[number]) =>
    html`<tr><th scope="row">${name}</th><td class="number">${cutShare(value)}</td><td>${meaning}</td></tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Data quality"><table>
<thead><tr><th scope="col">What</th><th scope="col" class="number">Share</th><th scope="col">Of what</th></tr></thead>
<tbody>${shares.map(row)}</tbody>
</table></div>`;
}

const mostNamed = 3;

function outOfRangeText({ outOfRange }: WindowReport['quality']): string {
  const named = outOfRange.slice(0, mostNamed).map(({ name, values }) => `${name} ${figure(values)}`);
  const more = outOfRange.length > mostNamed ? ' and others' : '';
  return `of the values that are there${named.length === 0 ? '' : `: ${named.join(', ')}${more}`}`;
}

const classBody = (report: ClassWindowReport): SafeHtml | string =>
  report.performance.labels === 0 ? '' : html`<h3>Classes</h3>${classTable(report)}`;

/** A window against its references: columns worst first with their histograms, and what labels say of its answers. */
export function driftSection(report: WindowReport): ReportSection {
  const { own, original, from, to, predictions } = report;
  const time = (at: string) => at.slice(0, 19).replace('T', ' ');
  return {
    id: 'drift',
    heading: 'Drift and performance',
    lead: `Predictions from ${time(from)} to ${time(to)} UTC.`,
    body: html`${tiles(report)}
${predictions === 0 ? html`<p>Nothing was predicted in it.</p>` : ''}
${report.kind === 'numbers' ? regressionBody(report) : classBody(report)}
<h3>Data quality</h3>${qualityTable(report)}
${own === null ? '' : html`<h3>Columns</h3>${columnTable(own.columns, `Against what version ${own.version} was trained on`)}`}
${original === null ? '' : html`<h3>Slow drift</h3>${columnTable(original.columns, `Against version ${original.version}, the first that was watched`)}`}`,
  };
}
