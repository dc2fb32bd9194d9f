import { answerColumns } from '../../../lambdas/domain/drift/monitor/version-baseline';
import { columnOf } from '../../../lambdas/domain/drift/monitor/window-findings';
import type { WindowReport } from '../../../lambdas/domain/drift/monitor/window-report';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import type { ClassifiedPhoto } from '../release/classify-traffic';
import type { DriftKind } from './drift-kinds';
import type { AlarmState } from './loop-alarms';
import { type LoopTimes, loopTimes } from './loop-times';
import { mostFallen, recallsOf } from './recall';

/** One of `loop` in `.everloop/reports/demo.json`: a drift, and how the loop closed. Seconds of real events. */
export interface LoopFigures extends LoopTimes {
  readonly kind: DriftKind;
  /** Of the story: alarm, retraining, version, release, recovery. */
  readonly correlationId: string;
  /** Whose recall is told: the class that fell most. */
  readonly class: string;
  /** Of the last photos before the drift, of the drifted ones, and of those that came after the release; 0 to 1. */
  readonly recallBefore: number | null;
  readonly recallDuring: number | null;
  readonly recallAfter: number | null;
  readonly perClass: Readonly<Record<string, ClassRecalls>>;
  /** Of all alarms that this drift raised: `OK` when each is. */
  readonly alarmState: AlarmState;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** That alarms started from the begin of the drift until its end. */
  readonly retrainings: number;
  /** What the monitor said of the drifted windows: features that drift, predictions that moved to other classes. */
  readonly features: { readonly drifted: number; readonly judged: number } | null;
  readonly mixShift: number | null;
}

export interface ClassRecalls {
  readonly before: number | null;
  readonly during: number | null;
  readonly after: number | null;
}

export interface LoopFacts {
  readonly kind: DriftKind;
  readonly correlationId: string;
  readonly classes: readonly string[];
  readonly fromVersion: number;
  readonly toVersion: number;
  readonly photos: Readonly<Record<'before' | 'during' | 'after', readonly ClassifiedPhoto[]>>;
  /** Of the workload, in any order. */
  readonly events: readonly TrailEvent[];
  /** Of the windows that drifted photos fell into. */
  readonly windows: readonly WindowReport[];
  /** When each label of a drifted photo was joined, by inference id; ISO 8601. */
  readonly joinedAt: ReadonlyMap<string, string>;
  /** Windows that must breach. */
  readonly breaches: number;
  /** The alarms that the drift raised, at the end. */
  readonly states: readonly AlarmState[];
  /** Moments at which alarms started retrainings. */
  readonly retrainings: readonly string[];
}

/** Everything from records of what happened, whenever the demo looked. */
export function loopFigures(facts: LoopFacts): LoopFigures {
  const { kind, correlationId, classes, photos, fromVersion, toVersion } = facts;
  const before = recallsOf(photos.before, classes);
  const during = recallsOf(photos.during, classes);
  const after = recallsOf(photos.after, classes);
  const fallen = mostFallen(before, during) ?? '';
  const began = firstArrival(photos.during);
  return {
    kind,
    correlationId,
    ...loopTimes(facts, began),
    class: fallen,
    recallBefore: before[fallen] ?? null,
    recallDuring: during[fallen] ?? null,
    recallAfter: after[fallen] ?? null,
    perClass: Object.fromEntries(
      classes.map(label => [
        label,
        { before: before[label] ?? null, during: during[label] ?? null, after: after[label] ?? null },
      ]),
    ),
    alarmState: worst(facts.states),
    fromVersion,
    toVersion,
    retrainings: facts.retrainings.filter(at => began !== null && at >= began).length,
    ...monitored(facts.windows),
  };
}

/** When the first of some photos arrived, ISO 8601; null without any. */
const firstArrival = (photos: readonly ClassifiedPhoto[]): string | null =>
  photos.map(({ prediction }) => prediction.arrivedAt).sort()[0] ?? null;

/** Alarms that are not known to be calm are not calm. */
function worst(states: readonly AlarmState[]): AlarmState {
  if (states.includes('ALARM')) return 'ALARM';
  return states.length === 0 || states.includes('INSUFFICIENT_DATA') ? 'INSUFFICIENT_DATA' : 'OK';
}

/** Of the window with the most predictions: small ones tell nothing. */
function monitored(windows: readonly WindowReport[]): Pick<LoopFigures, 'features' | 'mixShift'> {
  const [fullest] = [...windows].sort((one, other) => other.predictions - one.predictions);
  const own = fullest?.own;
  if (!own) return { features: null, mixShift: null };
  const mix = columnOf(own, answerColumns.prediction);
  const { drifted, judged } = own.drift;
  return { features: { drifted, judged }, mixShift: mix && Math.round(mix.score * 1e4) / 1e4 };
}
