import type { RecallWindow } from './recall-window';
import type { Mark } from './story-marks';

export const phases = ['before', 'during', 'after'] as const;
export type Phase = (typeof phases)[number];

/** Of all windows of a phase together; null without an example to be right or wrong about. */
export interface PhaseFigures {
  readonly recall: number | null;
  readonly precision: number | null;
  /** Labelled examples of the class. */
  readonly support: number;
}

export interface ClassPhases {
  readonly label: string;
  readonly figures: Readonly<Record<Phase, PhaseFigures>>;
}

export interface PhasesOfStory {
  /** Numbers of windows. */
  readonly windows: Readonly<Record<Phase, number>>;
  readonly classes: readonly ClassPhases[];
}

/** An alarm needs several windows: so many before it may belong to what it tells of. */
const windowsOfAlarm = 6;

/**
 * Each class before the drift, during it and after the release. Drift begins with the first window out of the ordinary
 * that led to the alarm. A window in which a phase begins belongs to none: half of it was answered otherwise.
 */
export function classPhases(windows: readonly RecallWindow[], marks: readonly Mark[]): PhasesOfStory {
  const ordered = [...windows].sort((one, other) => (one.to < other.to ? -1 : 1));
  const bounds = { drift: driftBegin(ordered, marks), served: marks.find(({ kind }) => kind === 'release')?.at };
  const groups = { before: [], during: [], after: [] } as Record<Phase, RecallWindow[]>;
  for (const window of ordered) {
    const phase = phaseOf(window, bounds);
    if (phase !== undefined) groups[phase].push(window);
  }
  const labels = [...new Set(ordered.flatMap(({ classes }) => Object.keys(classes)))];
  return {
    windows: { before: groups.before.length, during: groups.during.length, after: groups.after.length },
    classes: labels.map(label => ({
      label,
      figures: {
        before: figuresOf(label, groups.before),
        during: figuresOf(label, groups.during),
        after: figuresOf(label, groups.after),
      },
    })),
  };
}

interface Bounds {
  readonly drift: number;
  readonly served: string | undefined;
}

function driftBegin(ordered: readonly RecallWindow[], marks: readonly Mark[]): number {
  const begin = marks.find(({ kind }) => kind === 'alarm') ?? marks[0];
  if (!begin) return Number.POSITIVE_INFINITY;
  const leading = ordered.filter(({ to }) => Date.parse(to) <= Date.parse(begin.at)).slice(-windowsOfAlarm);
  const first = leading.find(({ classes }) => Object.values(classes).some(({ isBreached }) => isBreached));
  return Date.parse(first?.from ?? begin.at);
}

function phaseOf({ from, to }: RecallWindow, { drift, served }: Bounds): Phase | undefined {
  if (Date.parse(to) <= drift) return 'before';
  if (served !== undefined && Date.parse(from) >= Date.parse(served)) return 'after';
  const isDuring = Date.parse(from) >= drift && (served === undefined || Date.parse(to) <= Date.parse(served));
  return isDuring ? 'during' : undefined;
}

function figuresOf(label: string, windows: readonly RecallWindow[]): PhaseFigures {
  const sum = (count: 'truePositives' | 'falsePositives' | 'falseNegatives') =>
    windows.reduce((total, { classes }) => total + (classes[label]?.[count] ?? 0), 0);
  const [hits, wrong, missed] = [sum('truePositives'), sum('falsePositives'), sum('falseNegatives')];
  return { recall: ratio(hits, hits + missed), precision: ratio(hits, hits + wrong), support: hits + missed };
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
