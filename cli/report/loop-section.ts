import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import { commandList } from './command-list';
import { countOf, cutShare, figure } from './figures';
import type { DriftPicture, RepairedClass, RepairReport } from './loop-report';
import { mailList } from './mail-list';
import { picture } from './picture';
import { recallChart } from './recall-chart';
import type { ReportSection } from './report-page';
import { tile } from './tile';
import { timeline } from './timeline';

const seconds = (value: number | null): SafeHtml | string =>
  value === null ? '-' : html`${figure(value)} <small>s</small>`;

/** One drift: what changed, how it was seen, and what became of the recall. */
export function loopSection(report: RepairReport): ReportSection {
  const { id, title, seenBy, story, evidence, correlationId, mails } = report;
  const commands = [
    { text: 'The story with every step', command: `npx everloop trail product-images --story ${correlationId}` },
    { text: 'What the monitor saw of a window', command: 'npx everloop monitor product-images --window last --report' },
    { text: 'Whether a retraining may start now', command: 'npx everloop status product-images' },
  ];
  return {
    id,
    heading: `Drift and repair: ${title}`,
    lead: `What sees it: ${seenBy}.`,
    body: html`${tiles(report)}
${pictures(report)}
<h3>Recall of each class</h3>${classTable(report)}
${evidence?.windows?.length ? html`<h3>Recall by window, as the monitor judged it</h3>${recallChart({ windows: evidence.windows, marks: evidence.marks, id: `${id}-recall` })}` : ''}
<h3>What happened</h3>${story ? timeline(story.moments) : html`<p>The trail does not have this story.</p>`}
${mails.length > 0 ? html`<h3>Mails</h3>${mailList(mails)}` : ''}
${commandList('Look for yourself', commands)}`,
  };
}

function tiles(report: RepairReport): SafeHtml {
  const { classes, alarmState, fromVersion, toVersion, retrainings, features, mixShift } = report;
  const fallen = classes.find(({ label }) => label === report.class);
  return html`<dl class="tiles">
${tile(`Recall of ${report.class}, before`, cutShare(fallen?.before ?? null))}
${tile('During', cutShare(fallen?.during ?? null), 'bad')}
${tile('After the release', cutShare(fallen?.after ?? null), 'good')}
${tile('Window to alarm', seconds(report.windowToAlarmSeconds))}
${tile('Alarm to retraining', seconds(report.alarmToExecutionSeconds))}
${tile('Drift to repair', seconds(report.totalSeconds))}
${tile('Versions', `${fromVersion} → ${toVersion}`)}
${tile('Retrainings', figure(retrainings))}
${tile('Alarms', alarmState, alarmState === 'OK' ? 'good' : 'bad')}
${features ? tile('Features that drift', html`${figure(features.drifted)} <small>of ${figure(features.judged)}</small>`, features.drifted > 0 ? 'held' : '') : ''}
${mixShift === null ? '' : tile('Predictions moved', cutShare(mixShift), 'held')}
</dl>`;
}

function pictures({ pictures: pairs }: RepairReport): SafeHtml | '' {
  if (pairs.length === 0) return '';
  const strip = (name: string, shown: readonly DriftPicture[]) =>
    html`<div class="class"><h4>${name} <small>${countOf(shown.length, 'photo')}</small></h4><ul class="strip">${shown.map(one => html`<li title="${one.name}">${picture(one)}</li>`)}</ul></div>`;
  return html`<h3>The same products</h3>${strip(
    'before',
    pairs.map(({ before }) => before),
  )}${strip(
    'since',
    pairs.map(({ since }) => since),
  )}`;
}

/** Counted on all photos of the demo, whose truth it knows; the monitor knows those that were labelled. */
function classTable({ classes, title }: RepairReport): SafeHtml {
  const row = ({ label, before, during, after }: RepairedClass) => {
    const isWorse = (during ?? 1) < (before ?? 0) - 0.05;
    return html`<tr><th scope="row">${label}</th><td class="number">${cutShare(before)}</td>
<td class="number ${isWorse ? 'wrong' : ''}">${cutShare(during)}${isWorse ? ' ▼' : ''}</td><td class="number">${cutShare(after)}</td></tr>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Recall of the classes: ${title}"><table class="phases">
<caption>Of the photos before the drift, of the drifted ones, and of those that came after the release: nobody had labelled these, no model had seen them</caption>
<thead><tr><th scope="col">Class</th><th scope="col" class="number">Before</th><th scope="col" class="number">During</th><th scope="col" class="number">After</th></tr></thead>
<tbody>${classes.map(row)}</tbody></table></div>`;
}
