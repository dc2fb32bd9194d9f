import type { Reason } from '../../lambdas/contracts/reasons';
import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { formatBytes } from '../output/quantities';
import { commandList } from './command-list';
import { countOf, figure, percent, words } from './figures';
import { ingestionFlow } from './ingestion-flow';
import type { CuratedClass, IngestionReport, QuarantinedPicture, ReasonCount, ReportPicture } from './ingestion-report';
import { picture } from './picture';
import type { ReportSection } from './report-page';
import { tile } from './tile';

function tiles(report: IngestionReport): SafeHtml {
  const { images, curated, quarantined, lost, seconds, imagesPerSecond, environment } = report;
  const share = (part: number) => html`${figure(part)} <small>${percent(part, images)}</small>`;
  return html`<dl class="tiles">
${tile('Photos sent', figure(images))}
${tile('Curated', share(curated), 'good')}
${tile('Quarantined', share(quarantined), 'held')}
${tile('Lost', figure(lost), lost === 0 ? 'good' : 'bad')}
${tile('Time', html`${figure(seconds)} <small>s</small>`)}
${tile('Throughput', html`${figure(imagesPerSecond)} <small>images/s</small>`)}
${tile('Environment', environment)}
</dl>`;
}

function verdictBar({ images, curated, quarantined, lost }: IngestionReport): SafeHtml {
  const label = `Of ${countOf(images, 'photo')}: ${figure(curated)} curated, ${figure(quarantined)} quarantined, ${figure(lost)} lost`;
  const part = (count: number, kind: string) =>
    count === 0 ? '' : html`<span class="${kind}" style="flex-grow:${count}"></span>`;
  return html`<div class="bar" role="img" aria-label="${label}">${part(curated, 'good')}${part(quarantined, 'held')}${part(lost, 'bad')}</div>`;
}

function reasonTable(reasons: readonly ReasonCount[], quarantined: number): SafeHtml {
  const largest = Math.max(1, ...reasons.map(({ count }) => count));
  const row = ({ code, meaning, count }: ReasonCount) => html`<tr>
<th scope="row"><code>${code}</code></th>
<td>${meaning}</td>
<td class="number">${figure(count)}<span class="meter" aria-hidden="true"><span style="width:${Math.round((100 * count) / largest)}%"></span></span></td>
</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Verdicts by reason"><table>
<caption>${countOf(quarantined, 'photo')} quarantined, by reason</caption>
<thead><tr><th scope="col">Reason</th><th scope="col">What it means</th><th scope="col" class="number">Photos</th></tr></thead>
<tbody>${[...reasons].sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)).map(row)}</tbody>
</table></div>`;
}

function measured(values: Reason['measured']): SafeHtml | string {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return '';
  const text = (value: number | string) =>
    typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 3 }) : value;
  return html`<dl class="measured">${entries.map(([name, value]) => html`<div><dt>${words(name)}</dt><dd>${text(value)}</dd></div>`)}</dl>`;
}

function quarantineCard(item: QuarantinedPicture): SafeHtml {
  const reason = (entry: Reason) => html`<p class="code"><code>${entry.code}</code></p>
<p>${entry.message}</p>
<p class="remedy"><span>Remedy</span> ${entry.remedy}</p>
${measured(entry.measured)}`;
  return html`<li class="card">
<div class="frame">${picture(item)}</div>
<div class="what"><h4><bdi>${item.name}</bdi> <small>${formatBytes(item.sizeBytes)}</small></h4>
${item.reasons.map(reason)}</div>
</li>`;
}

function classRow({ label, count, samples }: CuratedClass): SafeHtml {
  const sample = (item: ReportPicture) => html`<li title="${item.name}">${picture(item)}</li>`;
  return html`<div class="class"><h4>${label} <small>${countOf(count, 'photo')}</small></h4>
<ul class="strip">${samples.map(sample)}</ul></div>`;
}

/** How the images of one run fared: figures, path, verdicts with pictures, and what to try next. */
export function ingestionSection(report: IngestionReport): ReportSection {
  const { quarantinedPictures, curatedClasses, byReason, nextSteps } = report;
  return {
    id: 'ingestion',
    heading: 'Ingestion',
    lead: report.photoSource,
    body: html`${tiles(report)}
${verdictBar(report)}
<h3>The path of every photo</h3>
${ingestionFlow(report)}
${byReason.length === 0 ? '' : html`<h3>Why photos were quarantined</h3>${reasonTable(byReason, report.quarantined)}`}
${quarantinedPictures.length === 0 ? '' : html`<h3>In quarantine</h3><ul class="cards">${quarantinedPictures.map(quarantineCard)}</ul>`}
${curatedClasses.length === 0 ? '' : html`<h3>Curated, a few of each class</h3>${curatedClasses.map(classRow)}`}
${commandList('What to try next', nextSteps)}`,
  };
}
