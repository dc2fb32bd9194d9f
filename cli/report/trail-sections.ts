import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import type { Story } from '../../lambdas/domain/trail/stories';
import type { StoryAlarm } from '../../lambdas/domain/trail/story-alarms';
import type { ClassPhases, PhaseFigures, PhasesOfStory } from '../trail/class-phases';
import type { ClassComparison, VersionComparison } from '../trail/compare-versions';
import { shortAlarm } from '../trail/short-alarm';
import type { StoryEvidence } from '../trail/story-evidence';
import { storySpans } from '../trail/story-spans';
import { formatDuration } from '../trail/story-text';
import { commandList } from './command-list';
import { countOf, cutShare, figure } from './figures';
import { recallChart } from './recall-chart';
import type { ReportSection } from './report-page';
import { tile } from './tile';
import { timeline } from './timeline';

export interface TrailSectionsProps {
  readonly story: Story;
  readonly evidence: StoryEvidence;
}

/** A story for people: what happened, what became of the recall, what stood in its way, and which versions met. */
export const trailSections = (props: TrailSectionsProps): readonly ReportSection[] => [
  storySection(props),
  recallSection(props),
  ...(props.evidence.versions ? [versionsSection(props.evidence.versions)] : []),
  refusalsSection(props.story),
];

function storySection({ story }: TrailSectionsProps): ReportSection {
  const { moments, workload, correlationId } = story;
  const commands = [
    { text: 'The same as text, with every step', command: `npx everloop trail ${workload} --story ${correlationId}` },
    { text: 'Versions and what people said of them', command: `npx everloop models ${workload}` },
    { text: 'What the newest window says', command: `npx everloop monitor ${workload} --window last` },
    { text: 'Whether a retraining may start now', command: `npx everloop status ${workload}` },
  ];
  return {
    id: 'story',
    heading: 'What happened',
    lead: `Story ${correlationId}: ${story.state}.`,
    body: html`${tiles(story)}${spans(story)}<h3>Step by step</h3>${timeline(moments)}${commandList('Where to look', commands)}`,
  };
}

const outcomeWords: Readonly<Record<StoryAlarm['outcome'], readonly [string, string]>> = {
  recovered: ['recovered', 'good'],
  cleared: ['calm by itself', 'held'],
  stays: ['still raised', 'bad'],
  raised: ['raised', 'bad'],
};

function tiles({ alarms, durationMs, moments }: Story): SafeHtml {
  const refusals = moments.filter(({ kind }) => kind === 'refusal').length;
  const version = moments.findLast(({ kind }) => kind === 'version')?.subject;
  return html`<dl class="tiles">
${alarms.map(({ name, outcome }) => tile(shortAlarm(name), outcomeWords[outcome][0], outcomeWords[outcome][1]))}
${alarms.length === 0 ? tile('Alarms', 'none') : ''}
${tile('Version', version ?? 'none')}
${tile('Refusals', figure(refusals), refusals === 0 ? '' : 'held')}
${tile('From begin to end', formatDuration(durationMs))}
</dl>`;
}

function spans(story: Story): SafeHtml | '' {
  const parts = storySpans(story);
  if (parts.length === 0) return '';
  const whole = Math.max(1, story.durationMs);
  const percent = (part: number) => `${((100 * part) / whole).toFixed(2)}%`;
  const rows = parts.map(
    ({
      name,
      by,
      sinceStartMs,
      tookMs,
    }) => html`<li class="${by}"><span>${name}${by === 'people' ? html` <small>(a person)</small>` : ''}</span>
<span class="track" aria-hidden="true"><i style="left:${percent(sinceStartMs)};width:${percent(tookMs)}"></i></span><b>${formatDuration(tookMs)}</b></li>`,
  );
  return html`<h3>Where the time went</h3><ul class="spans">${rows}</ul>`;
}

function recallSection({ evidence }: TrailSectionsProps): ReportSection {
  const { windows, marks, phases } = evidence;
  const section = { id: 'recall', heading: 'Recall before and after' };
  if (windows === null)
    return { ...section, body: html`<p>Nothing watches this workload: no window tells a recall.</p>` };
  if (windows.length === 0)
    return { ...section, body: html`<p>No window of predictions was judged around this story.</p>` };
  const labels = windows.reduce((sum, window) => sum + window.labels, 0);
  return {
    ...section,
    lead: `${countOf(windows.length, 'window')} of predictions with ${countOf(labels, 'label')}, as the monitor judged them.`,
    body: html`<h3>Each class by window</h3>${recallChart({ windows, marks })}${phases === null ? '' : phasesTable(phases)}`,
  };
}

/** For people: recall and precision of each class before, during and after; the demo's report shows it too. */
export function phasesTable({ windows, classes }: PhasesOfStory): SafeHtml {
  const head = (name: string, count: number) =>
    html`<th scope="col" class="number">${name} <small>${countOf(count, 'window')}</small></th>`;
  const row = ({ label, figures }: ClassPhases) => {
    const isWorse = (figures.during.recall ?? 1) < (figures.before.recall ?? 0) - 0.05;
    return html`<tr><th scope="row">${label}</th>${cell(figures.before)}${cell(figures.during, isWorse ? 'wrong' : '')}${cell(figures.after)}</tr>`;
  };
  return html`<h3>Each class before, during and after</h3><div class="scroll" tabindex="0" role="region" aria-label="Classes before, during and after"><table class="phases">
<caption>Recall, with precision and the number of labelled examples below it. Windows in which the drift began or the release fell count for none.</caption>
<thead><tr><th scope="col">Class</th>${head('Before', windows.before)}${head('During', windows.during)}${head('After', windows.after)}</tr></thead>
<tbody>${classes.map(row)}</tbody></table></div>`;
}

const cell = ({ recall, precision, support }: PhaseFigures, kind = ''): SafeHtml =>
  html`<td class="number ${kind}">${cutShare(recall)}${kind === 'wrong' ? ' ▼' : ''}<br><small>${cutShare(precision)} of ${figure(support)}</small></td>`;

function versionsSection({ fromVersion, toVersion, golden, drift }: VersionComparison): ReportSection {
  const from = fromVersion === null ? 'No version' : `Version ${fromVersion}`;
  return {
    id: 'versions',
    heading: 'Versions compared',
    lead: `${from} and version ${toVersion}, on the same examples, before a person saw the new one.`,
    body: html`${comparison('Recall on the golden set', golden, { from, toVersion })}${drift.length === 0 ? html`<p>No held-out examples of the drifted window: the golden set alone was compared.</p>` : comparison('Recall on held-out examples of the drifted window', drift, { from, toVersion })}`,
  };
}

interface Compared {
  readonly from: string;
  readonly toVersion: number;
}

function comparison(title: string, classes: readonly ClassComparison[], { from, toVersion }: Compared): SafeHtml {
  const row = ({ label, from: before, to }: ClassComparison) => {
    const change = before === null || to === null ? null : to - before;
    const sign =
      change === null ? '-' : `${change < 0 ? '▼ −' : change > 0 ? '▲ +' : ''}${Math.abs(change).toFixed(3)}`;
    return html`<tr><th scope="row">${label}</th><td class="number">${cutShare(before)}</td><td class="number">${cutShare(to)}</td><td class="number">${sign}</td></tr>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table class="phases"><caption>${title}</caption>
<thead><tr><th scope="col">Class</th><th scope="col" class="number">${from}</th><th scope="col" class="number">Version ${toVersion}</th><th scope="col" class="number">Change</th></tr></thead>
<tbody>${classes.map(row)}</tbody></table></div>`;
}

function refusalsSection({ moments }: Story): ReportSection {
  const refusals = moments.filter(({ kind }) => kind === 'refusal');
  const row = ({ time, subject, status, why = '' }: (typeof refusals)[number]) =>
    html`<tr><th scope="row">${time.slice(11, 19)}</th><td>${shortAlarm(subject)}</td><td><code>${status}</code></td><td>${why}</td></tr>`;
  const head = ['At (UTC)', 'Asked by', 'Code', 'What stood in the way'].map(
    name => html`<th scope="col">${name}</th>`,
  );
  const body =
    refusals.length === 0
      ? html`<p>Nothing was refused.</p>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label="Refusals"><table><thead><tr>${head}</tr></thead><tbody>${refusals.map(row)}</tbody></table></div>`;
  return { id: 'refusals', heading: 'What was refused', lead: 'Equal refusals are told once.', body };
}
