import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { commandList } from './command-list';
import { countOf, cutShare, figure } from './figures';
import { picture } from './picture';
import type { FolderPicture, FolderRow, ReleaseReport } from './release-report';
import type { ReportSection } from './report-page';
import { tile } from './tile';

const seconds = (value: number | null): SafeHtml | string =>
  value === null ? '-' : html`${figure(value)} <small>s</small>`;

function tiles(report: ReleaseReport): SafeHtml {
  const { version, verified, preProductionSeconds, productionSeconds, photos, quarantined, lost, accuracy } = report;
  return html`<dl class="tiles">
${tile('Version', String(version))}
${tile('Verified', verified ? 'yes' : 'no', verified ? 'good' : 'bad')}
${tile('Pre-production', seconds(preProductionSeconds))}
${tile('Production', seconds(productionSeconds))}
${tile('Photos sent', figure(photos))}
${quarantined === 0 ? '' : tile('Quarantined', figure(quarantined), 'held')}
${tile('Lost', figure(lost), lost === 0 ? 'good' : 'bad')}
${tile('Accuracy', cutShare(accuracy), 'good')}
${tile('Classified in', seconds(report.classifySeconds))}
</dl>`;
}

function folderTable(folders: readonly FolderRow[]): SafeHtml {
  const row = ({ label, inFolder, photos, recall, precision }: FolderRow) => html`<tr>
<th scope="row">${label}</th><td class="number">${figure(inFolder)}</td><td class="number">${figure(photos)}</td>
<td class="number">${cutShare(recall)}</td><td class="number">${cutShare(precision)}</td>
</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Folders of the classes"><table>
<caption>What lies in the folder of each class, and what the photos really show</caption>
<thead><tr><th scope="col">Folder</th><th scope="col" class="number">Photos in it</th><th scope="col" class="number">Show the class</th><th scope="col" class="number">Recall</th><th scope="col" class="number">Precision</th></tr></thead>
<tbody>${folders.map(row)}</tbody>
</table></div>`;
}

function folderRow({ label, inFolder, samples }: FolderRow): SafeHtml {
  const sample = (item: FolderPicture) => {
    const isWrong = item.actual !== label;
    const title = `${item.name}: ${isWrong ? `shows ${item.actual}, ` : ''}score ${cutShare(item.score)}`;
    return html`<li${isWrong ? html` class="wrong-photo"` : ''} title="${title}">${picture(item)}${isWrong ? html`<span>${item.actual}</span>` : ''}</li>`;
  };
  return html`<div class="class"><h4>${label} <small>${countOf(inFolder, 'photo')}</small></h4>
<ul class="strip">${samples.map(sample)}</ul></div>`;
}

/** How a version reached production, and what it made of photos that nobody had labelled. */
export function releaseSection(report: ReleaseReport): ReportSection {
  const { version, folders, approvals, commands } = report;
  return {
    id: 'release',
    heading: 'Release and predictions',
    lead: `Version ${version} went through pre-production and a second approval to production; then photos without a label came, and each ended in the folder of its class.`,
    body: html`${tiles(report)}
${folderTable(folders)}
<h3>In the folders, what the model was least sure of first</h3>
${folders.map(folderRow)}
${commandList('The two approvals, as a person would type them', approvals)}
${commandList('What to try next', commands)}`,
  };
}
