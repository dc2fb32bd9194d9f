import { html, type SafeHtml } from '../../lambdas/domain/page/html';
import type { RecallWindow } from '../trail/recall-window';
import { type Mark, type MarkKind, markKinds } from '../trail/story-marks';
import { countOf, cutShare } from './figures';

export interface RecallChartProps {
  /** In any order. */
  readonly windows: readonly RecallWindow[];
  readonly marks: readonly Mark[];
  /** Begin of the names of its parts; unique in the page. */
  readonly id?: string;
}

/** Of the drawing, before it is scaled to the page. */
const width = 400;
const height = 140;
const plot = { left: 30, right: 392, top: 24, bottom: 116 };

/** One chart a class on one scale of time: recall by window, its floor, and numbered lines where something happened. */
export function recallChart({ windows, marks, id = 'recall' }: RecallChartProps): SafeHtml {
  const ordered = [...windows].sort((one, other) => (one.to < other.to ? -1 : 1));
  const labels = [...new Set(ordered.flatMap(({ classes }) => Object.keys(classes)))];
  const isKnown = ordered.some(({ classes }) => Object.values(classes).some(({ recall }) => recall !== null));
  if (!isKnown) return html`<p>No window has enough labels to tell a recall.</p>`;
  const shown = [...marks].sort((one, other) => (one.at < other.at ? -1 : 1));
  const scale = scaleOf(ordered, shown);
  const charts = labels.map((label, index) => classChart({ label, id: `${id}-${index}`, ordered, shown, scale }));
  return html`${legend(shown)}<ul class="recall">${charts}</ul>`;
}

type Scale = (at: number) => number;

function scaleOf(windows: readonly RecallWindow[], marks: readonly Mark[]): Scale {
  const moments = [...windows.flatMap(({ from, to }) => [from, to]), ...marks.map(({ at }) => at)].map(Date.parse);
  const [first, last] = [Math.min(...moments), Math.max(...moments)];
  return at => plot.left + ((at - first) / Math.max(1, last - first)) * (plot.right - plot.left);
}

const heightOf = (share: number): number => plot.bottom - share * (plot.bottom - plot.top);
const digits = (value: number): string => value.toFixed(1);

interface Chart {
  readonly label: string;
  readonly id: string;
  readonly ordered: readonly RecallWindow[];
  readonly shown: readonly Mark[];
  readonly scale: Scale;
}

interface Point {
  readonly x: number;
  readonly recall: number | null;
  readonly floor: number | null;
  readonly isBreached: boolean;
  readonly title: string;
}

function classChart({ label, id, ordered, shown, scale }: Chart): SafeHtml {
  const points = ordered.map(window => pointOf(label, window, scale));
  const known = points.flatMap(({ recall }) => (recall === null ? [] : [recall]));
  if (known.length === 0) return html`<li><h4>${label}</h4><p>Too few labels in every window.</p></li>`;
  const words = `first ${cutShare(known[0]!)}, lowest ${cutShare(Math.min(...known))}, last ${cutShare(known.at(-1)!)}`;
  const what = `Recall by window, ${countOf(known.length, 'window')}: ${words}.`;
  return html`<li><h4><span>${label}</span> <small>${words}</small></h4>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">Recall of ${label}</title><desc id="${id}-desc">${what} ${marksInWords(shown)}</desc>
${axes(ordered)}${markLines(shown, scale)}${lines(points)}${points.map(dot)}
</svg></li>`;
}

function pointOf(label: string, { from, to, version, classes }: RecallWindow, scale: Scale): Point {
  const { recall = null, floor = null, isBreached = false } = classes[label] ?? {};
  const by = version === null ? 'an unknown version' : `version ${version}`;
  const against = floor === null ? '' : `, floor ${cutShare(floor)}`;
  const title = `${clock(from)} to ${clock(to)}: ${cutShare(recall)}${against}, by ${by}`;
  return { x: scale((Date.parse(from) + Date.parse(to)) / 2), recall, floor, isBreached, title };
}

const clock = (at: string): string => at.slice(11, 19);

function axes(ordered: readonly RecallWindow[]): SafeHtml {
  const line = (share: number) => {
    const y = digits(heightOf(share));
    return html`<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/><text x="2" y="${digits(heightOf(share) + 4)}">${share.toFixed(1)}</text>`;
  };
  const begin = ordered[0]?.from ?? '';
  const end = ordered.at(-1)?.to ?? '';
  return html`${[0, 0.5, 1].map(line)}<text x="${plot.left}" y="${height - 6}">${clock(begin)}</text><text x="${plot.right}" y="${height - 6}" text-anchor="end">${clock(end)} UTC</text>`;
}

/** Broken where a window has too few labels: nothing is known there. */
function lines(points: readonly Point[]): SafeHtml {
  const path = (read: (point: Point) => number | null) =>
    points
      .map((point, index) => {
        const value = read(point);
        const before = points[index - 1];
        if (value === null) return '';
        return `${before && read(before) !== null ? 'L' : 'M'}${digits(point.x)} ${digits(heightOf(value))}`;
      })
      .join('');
  return html`<path class="floor" d="${path(({ floor }) => floor)}"/><path class="line" d="${path(({ recall }) => recall)}"/>`;
}

/** A circle, or a diamond where the class is out of the ordinary. */
function dot({ x, recall, isBreached, title }: Point): SafeHtml | '' {
  if (recall === null) return '';
  const y = heightOf(recall);
  if (!isBreached)
    return html`<circle class="ok" cx="${digits(x)}" cy="${digits(y)}" r="3.5"><title>${title}</title></circle>`;
  const d = `M${digits(x)} ${digits(y - 6)}L${digits(x + 6)} ${digits(y)}L${digits(x)} ${digits(y + 6)}L${digits(x - 6)} ${digits(y)}Z`;
  return html`<path class="breach" d="${d}"><title>${title}, out of the ordinary</title></path>`;
}

const numberOf = (kind: MarkKind): number => markKinds.indexOf(kind) + 1;

const badgeWidth = 17;

/** Badges of moments that are close stand side by side, within the drawing; their lines stand where they belong. */
function badgePlaces(places: readonly number[]): readonly number[] {
  const apart: number[] = [];
  for (const x of places) apart.push(Math.max(x, (apart.at(-1) ?? Number.NEGATIVE_INFINITY) + badgeWidth));
  let right = plot.right + badgeWidth;
  return apart
    .reverse()
    .map(x => {
      right = Math.min(x, right - badgeWidth);
      return right;
    })
    .reverse();
}

function markLines(marks: readonly Mark[], scale: Scale): SafeHtml {
  const places = marks.map(({ at }) => scale(Date.parse(at)));
  const badges = badgePlaces(places);
  const line = ({ kind }: Mark, index: number) => {
    const [x, badge] = [digits(places[index] ?? 0), digits(badges[index] ?? 0)];
    return html`<line class="mark ${kind}" x1="${x}" x2="${x}" y1="${plot.top - 4}" y2="${plot.bottom}"/><circle class="badge" cx="${badge}" cy="11" r="8"/><text class="number" x="${badge}" y="15">${numberOf(kind)}</text>`;
  };
  return html`${marks.map(line)}`;
}

const marksInWords = (marks: readonly Mark[]): string =>
  marks.map(({ kind, at, label }) => `${numberOf(kind)} at ${clock(at)}: ${label}.`).join(' ');

function legend(marks: readonly Mark[]): SafeHtml {
  const items = marks.map(({ kind, at, label }) => html`<li><b>${numberOf(kind)}</b> ${label}, ${clock(at)}</li>`);
  return html`<ul class="legend">${items}<li><b>○</b> in order</li><li><b>◆</b> out of the ordinary</li><li><b>┄</b> floor of the recall</li></ul>`;
}
