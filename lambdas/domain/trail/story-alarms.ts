import { loopMoments } from '../../contracts/loop-events';
import type { Measured, TrailEvent } from './trail-event';

/** What came into production before an alarm fell silent. */
export interface Healing {
  /** As the release names it: `version 5`. */
  readonly release: string;
  /** Since when the new version answers all of production. */
  readonly servedAt: string;
  readonly sinceReleaseMs: number;
}

/**
 * `raised`: nothing was released since. `cleared`: calm again before a release, or without one. `recovered`: calm again
 * after the story's release. `stays`: raised, although a version was released.
 */
export type AlarmOutcome = 'raised' | 'cleared' | 'recovered' | 'stays';

export interface StoryAlarm {
  readonly name: string;
  readonly outcome: AlarmOutcome;
  readonly raisedAt: string;
  readonly clearedAt: string | null;
  /** From raised to cleared; null while it is raised. */
  readonly lastedMs: number | null;
  /** The story's release; null without one. `sinceReleaseMs` is 0 while the alarm stays. */
  readonly healing: Healing | null;
  readonly measured: Measured | null;
}

/** Changes of each alarm, oldest first, each once, whichever story tells them. */
export type AlarmChanges = ReadonlyMap<string, readonly TrailEvent[]>;

export function alarmChanges(events: readonly TrailEvent[]): AlarmChanges {
  const found = new Map<string, Map<string, TrailEvent>>();
  for (const event of events.filter(({ kind }) => kind === 'alarm')) {
    const changes = found.get(event.subject) ?? new Map<string, TrailEvent>();
    found.set(event.subject, changes.set(`${event.time} ${event.status}`, event));
  }
  return new Map([...found].map(([name, changes]) => [name, [...changes.values()].sort(byTime)]));
}

const byTime = (one: TrailEvent, other: TrailEvent): number =>
  one.time < other.time ? -1 : one.time > other.time ? 1 : one.status < other.status ? -1 : 1;

/** Alarms that a story tells of, and what became of them. */
export function storyAlarms(events: readonly TrailEvent[], changes: AlarmChanges): readonly StoryAlarm[] {
  const served = servedOf(events);
  const first = new Map<string, TrailEvent>();
  for (const event of events.filter(isRaise).sort(byTime).reverse()) first.set(event.subject, event);
  return [...first.values()].sort(byTime).map(raise => alarmOf(raise, changes.get(raise.subject) ?? [], served));
}

const isRaise = ({ kind, status }: TrailEvent): boolean => kind === 'alarm' && status === 'ALARM';

interface Served {
  readonly release: string;
  readonly from: string;
  /** When it was rolled back. */
  readonly until: string | undefined;
}

/** The story's last version that was verified in production. */
function servedOf(events: readonly TrailEvent[]): Served | undefined {
  const ordered = [...events].sort(byTime);
  const verified = ordered.findLast(({ kind, status }) => kind === 'release' && status === 'Verified');
  if (!verified) return undefined;
  const version = verified.subject.split(' ').at(-1);
  const deployed = ordered.findLast(
    ({ kind, subject, status, time }) =>
      kind === 'deployment' && subject === `production ${version}` && status === 'Serving' && time <= verified.time,
  );
  const back = ordered.find(({ kind, status, time }) => {
    return kind === 'release' && status === 'RollingBack' && time > verified.time;
  });
  return { release: verified.subject, from: (deployed ?? verified).time, until: back?.time };
}

function alarmOf(raise: TrailEvent, changes: readonly TrailEvent[], served: Served | undefined): StoryAlarm {
  const { subject: name, time: raisedAt, measured = null } = raise;
  const later = changes.filter(({ time }) => time >= raisedAt);
  const atRelease = served && later.findLast(({ time }) => time <= served.from);
  // One that was calm when the version came does not owe its calm to it.
  const from = atRelease && isRaise(atRelease) ? served.from : raisedAt;
  const end = later.find(({ time, status }) => status === 'OK' && time >= from);
  const begin = later.findLast(one => isRaise(one) && one.time <= from)?.time ?? raisedAt;
  const clearedAt = end?.time ?? null;
  const owes = served !== undefined && atRelease !== undefined && isRaise(atRelease);
  const healed = owes && clearedAt !== null && clearedAt < (served.until ?? '~');
  const healing = served === undefined ? null : healingOf(served, healed ? clearedAt : served.from);
  const outcome = outcomeOf({ cleared: clearedAt !== null, healed, owes });
  const lastedMs = clearedAt === null ? null : Date.parse(clearedAt) - Date.parse(begin);
  return { name, outcome, raisedAt: begin, clearedAt, lastedMs, healing, measured };
}

const healingOf = ({ release, from }: Served, at: string): Healing => ({
  release,
  servedAt: from,
  sinceReleaseMs: Math.max(0, Date.parse(at) - Date.parse(from)),
});

function outcomeOf({ cleared, healed, owes }: { cleared: boolean; healed: boolean; owes: boolean }): AlarmOutcome {
  if (healed) return 'recovered';
  if (cleared) return 'cleared';
  return owes ? 'stays' : 'raised';
}

type Recovery = TrailEvent & { readonly healedBy: Healing };

/** A recovery takes the place of the alarm's own `OK`, which a later story may have been told instead. */
export function withRecoveries(
  events: readonly TrailEvent[],
  alarms: readonly StoryAlarm[],
  correlationId: string,
): (TrailEvent | Recovery)[] {
  const recoveries = alarms.flatMap(alarm => recoveryOf(alarm, { workload: events[0]?.workload ?? '', correlationId }));
  const taken = new Set(recoveries.map(({ subject, time }) => `${subject} ${time}`));
  const isTaken = ({ kind, status, subject, time }: TrailEvent) =>
    kind === 'alarm' && status === 'OK' && taken.has(`${subject} ${time}`);
  return [...events.filter(event => !isTaken(event)), ...recoveries];
}

function recoveryOf(
  { name, outcome, raisedAt, clearedAt, healing }: StoryAlarm,
  story: Pick<TrailEvent, 'workload'> & { readonly correlationId: string },
): Recovery[] {
  if (outcome !== 'recovered' || clearedAt === null || healing === null) return [];
  const what = { kind: 'recovery', subject: name, status: loopMoments.recovered, startedAt: raisedAt } as const;
  const why = `${healing.release} is in production`;
  return [{ ...story, ...what, id: `recovery-${name}-${clearedAt}`, time: clearedAt, why, healedBy: healing }];
}
