import {
  type AlarmChanges,
  alarmChanges,
  type Healing,
  type StoryAlarm,
  storyAlarms,
  withRecoveries,
} from './story-alarms';
import type { TrailEvent } from './trail-event';

/** What a story has come to; the first two are not its end. */
export type StoryState =
  | 'running'
  | 'waits for approval'
  | 'approved'
  | 'on its way to production'
  | 'in production'
  | 'release failed'
  | 'rolled back'
  | 'rejected'
  | 'succeeded'
  | 'failed'
  | 'stopped'
  | 'not started'
  | 'refused'
  | 'noted';

/** One thing that happened, placed in its story. */
export interface Moment extends TrailEvent {
  /** Since the story began; 0 for its first moment. */
  readonly sinceStartMs: number;
  /** How long the subject took, at its end: a step its run, a version its wait for a decision. */
  readonly tookMs?: number;
  /** Of a recovery: what came into production before it, and how long before. */
  readonly healedBy?: Healing;
}

export interface Story {
  readonly workload: string;
  /** Execution id, or the event's own id, where no correlation id is known. */
  readonly correlationId: string;
  readonly state: StoryState;
  readonly startedAt: string;
  /** From its first to its last moment so far. */
  readonly durationMs: number;
  readonly moments: readonly Moment[];
  /** Alarms that belong to it, the longest raised first, and what became of each. */
  readonly alarms: readonly StoryAlarm[];
}

/** Stories, the one that began last first. Events may come in any order, twice, and from several stories. */
export function storiesOf(events: readonly TrailEvent[]): readonly Story[] {
  const unique = [...new Map(events.map(event => [event.id, event])).values()];
  const nameOf = storyNames(unique);
  const changes = alarmChanges(unique);
  const groups = new Map<string, TrailEvent[]>();
  for (const event of unique) groups.set(nameOf(event), [...(groups.get(nameOf(event)) ?? []), event]);
  return [...groups]
    .map(([correlationId, group]) => storyOf(correlationId, group, changes))
    .sort((a, b) => compareText(begunAt(b), begunAt(a)) || compareText(b.correlationId, a.correlationId));
}

/** When somebody acted: an alarm that stays for days begins a new story with each retraining. */
const begunAt = ({ moments, startedAt }: Story): string =>
  moments.find(({ kind }) => kind !== 'alarm' && kind !== 'recovery')?.time ?? startedAt;

/** A record without a correlation id belongs where another record of its execution does. */
function storyNames(events: readonly TrailEvent[]): (event: TrailEvent) => string {
  const byExecution = new Map<string, string>();
  for (const { executionId, correlationId } of events) {
    if (executionId && correlationId) byExecution.set(executionId, correlationId);
  }
  return ({ id, executionId, correlationId }) =>
    correlationId ?? (executionId && byExecution.get(executionId)) ?? executionId ?? id;
}

function storyOf(correlationId: string, events: readonly TrailEvent[], changes: AlarmChanges): Story {
  const alarms = storyAlarms(events, changes);
  const ordered = withRecoveries(events, alarms, correlationId).sort(inOrder);
  const first = ordered[0] as TrailEvent;
  const start = Date.parse(first.time);
  const last = Date.parse(ordered.at(-1)?.time ?? first.time);
  return {
    workload: first.workload,
    correlationId,
    state: stateOf(ordered),
    startedAt: first.time,
    durationMs: last - start,
    moments: ordered.map(event => ({
      ...event,
      sinceStartMs: Date.parse(event.time) - start,
      ...tookOf(event, ordered),
    })),
    alarms,
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of the same moment, causes come before effects: a step begins after its pipeline and ends before it. */
function inOrder(a: TrailEvent, b: TrailEvent): number {
  return compareText(a.time, b.time) || rank(a) - rank(b) || compareText(a.id, b.id);
}

const ended = /^(Succeeded|Failed|Stopped|Completed|MaxRuntimeExceeded|Approved|Rejected|Serving|Recovered)$/;

function rank({ kind, status }: TrailEvent): number {
  const end = ended.test(status);
  const ranks = {
    alarm: -1,
    refusal: 0,
    hold: 0,
    escalation: 0,
    coordinator: 0.2,
    request: 0.4,
    dataset: 0.6,
    execution: end ? 8 : 1,
    step: end ? 6 : 3,
    job: end ? 5 : 4,
    verdict: 6.5,
    version: end ? 9 : 7,
    release: 10,
    stage: end ? 13 : 11,
    decision: 12,
    deployment: 12,
    recovery: 14,
  };
  if (kind === 'step' && status === 'Starting') return ranks.step - 1;
  return ranks[kind];
}

/** From its own start where it names one, else from the first moment of the same subject. */
function tookOf(event: TrailEvent, ordered: readonly TrailEvent[]): { readonly tookMs?: number } {
  if (!ended.test(event.status)) return {};
  const same = ordered.find(({ kind, subject }) => kind === event.kind && subject === event.subject);
  const from = event.startedAt ?? (same && same.id !== event.id ? same.time : undefined);
  return from === undefined ? {} : { tookMs: Math.max(0, Date.parse(event.time) - Date.parse(from)) };
}

/** Of the last record of a release; one that was cancelled leaves the version's own state. */
const releaseStates: Readonly<Record<string, StoryState>> = {
  Opened: 'on its way to production',
  Waits: 'on its way to production',
  Verified: 'in production',
  Failed: 'release failed',
  Stopped: 'release failed',
  RollingBack: 'rolled back',
};

/** What stands in a story without being a part of its loop. */
const besides = new Set(['alarm', 'recovery', 'coordinator', 'refusal', 'escalation', 'hold']);

/** Of a story in which nothing was started. */
function stateBesides(ordered: readonly TrailEvent[]): StoryState {
  const refusal = ordered.findLast(({ kind }) => kind === 'refusal')?.status;
  if (refusal === 'NOT_STARTED') return 'not started';
  if (ordered.some(({ kind }) => kind === 'coordinator')) return 'running';
  return refusal === undefined ? 'noted' : 'refused';
}

/** A version outlives its execution, so it speaks last; a failed execution after a version was registered is a failure. */
function stateOf(ordered: readonly TrailEvent[]): StoryState {
  const own = ordered.filter(({ kind }) => !besides.has(kind));
  if (own.length === 0) return stateBesides(ordered);
  const execution = ordered.findLast(({ kind }) => kind === 'execution')?.status;
  if (execution === 'Failed') return 'failed';
  if (execution === 'Stopped') return 'stopped';
  const version = ordered.findLast(({ kind }) => kind === 'version')?.status;
  const release = ordered.findLast(({ kind }) => kind === 'release')?.status;
  // A release that ends because its version was rejected is no failure of its own.
  const hasOwnEnd = version !== 'Rejected' || release === 'RollingBack';
  const released = release === undefined ? undefined : releaseStates[release];
  if (released && hasOwnEnd) return released;
  if (version === 'Approved') return 'approved';
  if (version === 'Rejected') return 'rejected';
  if (version === 'PendingManualApproval') return 'waits for approval';
  return execution === 'Succeeded' ? 'succeeded' : 'running';
}
