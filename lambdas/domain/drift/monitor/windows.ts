import type { DriftPolicy } from '../../../contracts/drift-policy';
import { type monitoringFiles, monitoringPrefix } from '../../../contracts/monitoring';

/** Predictions from `from` up to, not at, `to`. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

type Lengths = Pick<DriftPolicy, 'windowSeconds' | 'stepSeconds' | 'graceSeconds'>;

/** The least time between two looks: what EventBridge Scheduler can do. */
const shortestRate = 60;

export const secondsBetweenLooks = ({ stepSeconds }: Pick<DriftPolicy, 'stepSeconds'>): number =>
  Math.ceil(Math.max(stepSeconds, shortestRate) / 60) * 60;

const endingAt = (end: number, { windowSeconds }: Lengths): Window => ({
  from: new Date(end - windowSeconds * 1000),
  to: new Date(end),
});

/** The newest window that is over for long enough at `at`. */
export function newestWindow(at: Date, lengths: Lengths): Window {
  const step = lengths.stepSeconds * 1000;
  return endingAt(Math.floor((at.getTime() - lengths.graceSeconds * 1000) / step) * step, lengths);
}

/** The windows that were over at `at` and not at the look before, oldest first. */
export function dueWindows(at: Date, lengths: Lengths): Window[] {
  const step = lengths.stepSeconds * 1000;
  const newest = newestWindow(at, lengths).to.getTime();
  const seen = at.getTime() - (secondsBetweenLooks(lengths) + lengths.graceSeconds) * 1000;
  const count = Math.max(1, Math.ceil((newest - seen) / step));
  return Array.from({ length: count }, (_, back) => endingAt(newest - (count - 1 - back) * step, lengths));
}

/** The windows of the grid that a moment lies in, oldest first: several when windows overlap. */
export function windowsHolding(moment: Date, lengths: Lengths): Window[] {
  const step = lengths.stepSeconds * 1000;
  const first = Math.floor(moment.getTime() / step) * step + step;
  const count = Math.max(0, Math.ceil((moment.getTime() + lengths.windowSeconds * 1000 - first + 1) / step));
  return Array.from({ length: count }, (_, ahead) => endingAt(first + ahead * step, lengths)).filter(
    ({ from }) => from <= moment,
  );
}

/** The windows of the grid that ended at or before `window` did, newest first, at most `most`. */
export function windowsBefore(window: Window, lengths: Lengths, most: number): Window[] {
  return Array.from({ length: most }, (_, back) =>
    endingAt(window.to.getTime() - back * lengths.stepSeconds * 1000, lengths),
  );
}

export const holds = ({ from, to }: Window, at: string): boolean => {
  const moment = Date.parse(at);
  return moment >= from.getTime() && moment < to.getTime();
};

const hourMs = 3_600_000;

/** Begins of the hours that a span touches. */
export function hoursOf({ from, to }: Window): Date[] {
  const first = Math.floor(from.getTime() / hourMs);
  const count = Math.max(0, Math.ceil(to.getTime() / hourMs) - first);
  return Array.from({ length: count }, (_, hour) => new Date((first + hour) * hourMs));
}

/** `2026-11-21T18-00-00Z`: sorts by time, and needs no escape in an address. */
const stamp = (at: Date): string =>
  at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');

/** predictions: below which the files of windows lie, and as few others as names allow. */
export function monitoringPrefixes(
  workload: string,
  windows: readonly Window[],
  { stepSeconds }: Pick<DriftPolicy, 'stepSeconds'>,
): string[] {
  // A page of keys holds the files of 160 windows: a day of hours, or an hour of minutes.
  const length = stepSeconds < 3600 ? '2026-11-21T18'.length : '2026-11-21'.length;
  const stamps = windows.map(({ from }) => stamp(from).slice(0, length));
  return [...new Set(stamps)].sort().map(begin => `${monitoringPrefix}${workload}/${begin}`);
}

/** predictions: a file of a window. */
export function monitoringKey(
  workload: string,
  { from, to }: Window,
  file: (typeof monitoringFiles)[keyof typeof monitoringFiles],
): string {
  return `${monitoringPrefix}${workload}/${stamp(from)}_${stamp(to)}/${file}`;
}
