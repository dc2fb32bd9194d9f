import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import type { Moment } from '../../lambdas/domain/trail/stories';
import { hasCoordinator, isTurningPoint, momentWords, type Tone } from '../trail/moment-words';
import { formatDuration } from '../trail/story-text';
import { countOf } from './figures';

/** Said by a shape too, for those who see no colours. */
const symbols: Readonly<Record<Tone, string>> = { good: '✓', bad: '!', held: '‖', plain: '·' };

interface Entry {
  readonly moment: Moment;
  /** Steps, jobs and stages since the entry before. */
  readonly folded: readonly Moment[];
}

/**
 * What happened, the earliest first: when, how long after the last, who acted, what and why. Steps, jobs and stages of a
 * pipeline are folded into the turning point that they led to.
 *
 * @param moments of one story, in any order
 */
export function timeline(moments: readonly Moment[]): SafeHtml {
  // Of one moment, the order of the story is that of causes and effects.
  const ordered = [...moments].sort((one, other) => one.sinceStartMs - other.sinceStartMs);
  if (ordered.length === 0) return html`<p>Nothing happened yet.</p>`;
  const entries = entriesOf(ordered);
  return html`<ol class="timeline">${entries.map((entry, index) => item(entry, entries[index - 1]?.moment))}</ol>`;
}

function entriesOf(ordered: readonly Moment[]): readonly Entry[] {
  const coordinated = hasCoordinator(ordered);
  const entries: Entry[] = [];
  let folded: Moment[] = [];
  for (const moment of ordered) {
    if (!isTurningPoint(moment, coordinated)) {
      if (moment.kind !== 'request') folded.push(moment);
      continue;
    }
    entries.push({ moment, folded });
    folded = [];
  }
  const last = folded.at(-1);
  // What is under way has led to nothing yet: its newest moment stands for it.
  return last ? [...entries, { moment: last, folded: folded.slice(0, -1) }] : entries;
}

function item({ moment, folded }: Entry, before: Moment | undefined): SafeHtml {
  const { who, what, tone, why } = momentWords(moment);
  const gap = before === undefined ? '' : `${formatDuration(moment.sinceStartMs - before.sinceStartMs)} later`;
  const reason = why === undefined || why === '' ? '' : html`<p>${why}</p>`;
  return html`<li class="${tone}"><div class="when"><b>+${formatDuration(moment.sinceStartMs)}</b><time datetime="${moment.time}" title="${moment.time}">${moment.time.slice(11, 19)}</time></div>
<span class="dot" aria-hidden="true">${symbols[tone]}</span>
<div class="what"><span class="who">${who}</span>${what}${gap === '' ? '' : html` <small>${gap}</small>`}${reason}${details(folded)}</div></li>`;
}

function details(folded: readonly Moment[]): SafeHtml | '' {
  if (folded.length === 0) return '';
  const line = (moment: Moment) => {
    const { who, what } = momentWords(moment);
    return html`<li>+${formatDuration(moment.sinceStartMs)} <b>${who}</b> ${what}</li>`;
  };
  return html`<details><summary>${countOf(folded.length, 'step')} before it</summary><ul>${folded.map(line)}</ul></details>`;
}
