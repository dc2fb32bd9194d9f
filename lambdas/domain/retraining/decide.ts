import { createHash } from 'node:crypto';
import { correlationId, type LoopReason } from '../../contracts/correlation';
import type { RefusalCode } from '../../contracts/refusal-reasons';
import { leaseMinutes } from '../../contracts/retraining';
import type { RetrainingPolicy } from '../../contracts/retraining-policy';
import type { TrainingCall } from '../../contracts/training-start';
import { type AlarmRecord, type Desk, type Hold, type Lease, type Refusal, raisedAlarms } from './desk';
import { type Blocked, withRefusal } from './refusals';
import type { Repair } from './repair';

/** Somebody or something asks for a retraining. */
export interface RetrainingRequest {
  /** The same for every delivery of one request. */
  readonly id: string;
  readonly reason: LoopReason;
  readonly why?: string | undefined;
  readonly drift?: TrainingCall['drift'];
  /** Name of the alarm that asks. */
  readonly alarm?: string;
  /** `despite-hold`: a person knows of the hold. */
  readonly hold?: 'respected' | 'despite-hold';
  /** `caller`: who asks also starts the training, on the data set and with the parameters of a person's choice. */
  readonly starter?: Lease['starter'];
  /** Labelled examples since the last data set; counted only where the answer hangs on it. */
  readonly newLabels?: number;
  /** What became of the last retraining's version; looked for only where the answer hangs on it. */
  readonly repair?: Repair;
}

export type Decision =
  | { readonly kind: 'start'; readonly desk: Desk; readonly lease: Lease }
  | { readonly kind: 'refuse'; readonly desk: Desk; readonly refusal: Refusal; readonly isFirst: boolean }
  | { readonly kind: 'escalate'; readonly desk: Desk; readonly alarm: string }
  /** The request has its lease already. */
  | { readonly kind: 'duplicate'; readonly desk: Desk };

interface Asked {
  readonly desk: Desk;
  readonly request: RetrainingRequest;
  readonly policy: RetrainingPolicy;
  readonly now: Date;
}

type Clause = (asked: Asked) => Blocked | undefined;

const dayMs = 86_400_000;
const minuteMs = 60_000;
/** More than any budget of a day, and a few weeks of history. */
const keptRetrainings = 100;

/**
 * Whether a retraining starts now. Everything is judged in this order; people are bound by hold and lease only:
 *
 * ```
 * held? ─ under way? ─ escalated? ─ cooldown? ─ too few alarms? ─ repair on its way? ─ alarm stays?
 *   └──────────┴────────────┴───────────┴────────────┴──────────────────┴─ refused       └─ escalate
 *
 *                                                      ─ budget? ─ new labels? ─ dry run? ─► start
 *                                                           └───────────┴────────────┴─ refused
 * ```
 */
export function decide(desk: Desk, request: RetrainingRequest, policy: RetrainingPolicy, now: Date): Decision {
  const asked: Asked = { desk, request, policy, now };
  if (desk.retrainings.some(({ requestId }) => requestId === request.id)) return { kind: 'duplicate', desk };
  const isPerson = request.reason === 'person';
  const early = firstOf(
    isPerson ? [held, underWay] : [held, underWay, escalated, cooldown, tooFewAlarms, repairAwaited],
    asked,
  );
  if (early) return refused(early, asked);
  if (isPerson) return started(asked);
  if (staysInAlarm(asked)) return escalation(asked);
  const late = firstOf([overBudget, tooFewNewLabels, dryRun], asked);
  return late ? refused(late, asked) : started(asked);
}

const firstOf = (clauses: readonly Clause[], asked: Asked): Blocked | undefined => {
  for (const clause of clauses) {
    const blocked = clause(asked);
    if (blocked) return blocked;
  }
  return undefined;
};

/** The hold that stands: a person's, or the configuration's until a person has released it once. */
export function holdOf({ hold, releasedAt }: Desk, { heldAtFirst }: RetrainingPolicy): Hold | null {
  if (hold || !heldAtFirst || releasedAt !== null) return hold;
  return { by: 'the configuration', why: 'retraining.heldAtFirst', at: new Date(0).toISOString() };
}

/** When the cooldown after the last retraining is over; the past when there was none. */
export function cooldownEnd({ retrainings }: Desk, { cooldownMinutes }: RetrainingPolicy): Date {
  const last = retrainings.at(-1);
  if (!last) return new Date(0);
  return new Date(Date.parse(last.endedAt ?? last.startedAt) + cooldownMinutes * minuteMs);
}

/** Retrainings that began in the 24 hours before. */
export const spentBudget = ({ retrainings }: Desk, now: Date): number =>
  retrainings.filter(({ startedAt }) => now.getTime() - Date.parse(startedAt) < dayMs).length;

function held({ desk, policy, request }: Asked): Blocked | undefined {
  const hold = holdOf(desk, policy);
  if (!hold || (request.reason === 'person' && request.hold === 'despite-hold')) return undefined;
  return { code: 'HELD', by: hold.at, message: `it must not be held, got a hold of ${hold.by}: ${hold.why}` };
}

function underWay({ desk: { lease } }: Asked): Blocked | undefined {
  if (!lease) return undefined;
  const { correlationId: story } = lease;
  return { code: 'UNDER_WAY', by: story, story, message: `no other must be under way, got ${story}` };
}

function escalated({ desk, request }: Asked): Blocked | undefined {
  const alarm = alarmOf(desk, request);
  if (!alarm?.escalation) return undefined;
  const { at } = alarm.escalation;
  const message = `the alarm must recover or a person must train, got ${alarm.retrainings} retrainings that did not help`;
  return { code: 'ESCALATED', by: at, story: alarm.correlationId, message };
}

function cooldown({ desk, policy, now }: Asked): Blocked | undefined {
  const end = cooldownEnd(desk, policy);
  const last = desk.retrainings.at(-1);
  if (!last || now >= end) return undefined;
  const message = `the cooldown of ${policy.cooldownMinutes} min must be over, got until ${end.toISOString()}`;
  return { code: 'COOLDOWN', by: last.correlationId, story: last.correlationId, message };
}

function tooFewAlarms({ desk, request, policy, now }: Asked): Blocked | undefined {
  if (request.alarm === undefined) return undefined;
  const raised = raisedAlarms(desk).length;
  if (raised >= policy.alarmsNeeded) return undefined;
  const message = `${policy.alarmsNeeded} alarms must be raised, got ${raised}`;
  return { code: 'TOO_FEW_ALARMS', by: dayOf(now), message };
}

/**
 * Until the last retraining's version serves, alarms tell of the one before it, and for a cooldown after: labels come late.
 * New code may be another reason to train.
 */
function repairAwaited({ desk, request, policy, now }: Asked): Blocked | undefined {
  const { repair = { kind: 'none' }, reason } = request;
  const last = desk.retrainings.at(-1);
  if (!last || repair.kind === 'none' || reason === 'push') return undefined;
  // What a person trained for reasons of their own has nothing to prove to an alarm.
  if (repair.kind === 'released' && last.reason === 'person') return undefined;
  const awaited = awaits(repair, policy, now);
  return awaited && { ...awaited, by: `version ${repair.version}`, story: last.correlationId };
}

function awaits(
  repair: Exclude<Repair, { readonly kind: 'none' }>,
  { awaitDecisionHours, cooldownMinutes }: RetrainingPolicy,
  now: Date,
): Pick<Blocked, 'code' | 'message'> | undefined {
  const version = `version ${repair.version}, of the last retraining,`;
  switch (repair.kind) {
    case 'undecided': {
      const end = Date.parse(repair.since) + awaitDecisionHours * 60 * minuteMs;
      const message = `${version} must be decided on first, got nothing since ${repair.since}`;
      return now.getTime() < end ? { code: 'REPAIR_AWAITED', message } : undefined;
    }
    case 'releasing':
      return { code: 'REPAIR_AWAITED', message: `${version} must be released first, got a release under way` };
    case 'released': {
      const end = new Date(Date.parse(repair.at) + cooldownMinutes * minuteMs);
      const message = `the cooldown of ${cooldownMinutes} min after the release of ${version} must be over, got until ${end.toISOString()}`;
      return now < end ? { code: 'COOLDOWN', message } : undefined;
    }
  }
}

/** As often as the policy allows, and still raised: more of the same does not help. */
function staysInAlarm({ desk, request, policy }: Asked): boolean {
  return (alarmOf(desk, request)?.retrainings ?? 0) >= policy.escalateAfter;
}

function overBudget({ desk, policy, now }: Asked): Blocked | undefined {
  const spent = spentBudget(desk, now);
  if (spent < policy.budgetPerDay) return undefined;
  const message = `fewer than ${policy.budgetPerDay} must have begun in 24 h, got ${spent}`;
  return { code: 'OVER_BUDGET', by: dayOf(now), message };
}

function tooFewNewLabels({ request, policy, now }: Asked): Blocked | undefined {
  const { alarm, newLabels = Number.POSITIVE_INFINITY } = request;
  if (alarm === undefined || newLabels >= policy.minNewLabels) return undefined;
  const message = `${policy.minNewLabels} labelled examples must be new since the last data set, got ${newLabels}`;
  return { code: 'TOO_FEW_NEW_LABELS', by: dayOf(now), message };
}

const dryRun: Clause = ({ policy, now }) =>
  policy.dryRun
    ? { code: 'DRY_RUN', by: dayOf(now), message: 'dryRun must be false to start, got true: it would have started' }
    : undefined;

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

const alarmOf = ({ alarms }: Desk, { alarm }: RetrainingRequest): AlarmRecord | undefined =>
  alarm === undefined ? undefined : alarms[alarm];

/** Eight characters that tell two requests of one second apart. */
const tokenOf = (requestId: string): string => createHash('sha256').update(requestId).digest('hex').slice(0, 8);

function refused(blocked: Blocked & { readonly code: RefusalCode }, { desk, request, now }: Asked): Decision {
  const { id, reason, alarm } = request;
  const own = correlationId(reason, now, tokenOf(id));
  const refusal = withRefusal(desk, { ...blocked, story: blocked.story ?? own }, { reason, alarm, now });
  return { kind: 'refuse', ...refusal, desk: withStory(refusal.desk, alarm, refusal.refusal.correlationId) };
}

/** An alarm that starts nothing belongs to the story of what stood in its way, until one is its own. */
function withStory(desk: Desk, name: string | undefined, story: string): Desk {
  const alarm = name === undefined ? undefined : desk.alarms[name];
  if (name === undefined || !alarm?.isRaised || alarm.correlationId !== undefined) return desk;
  return { ...desk, alarms: { ...desk.alarms, [name]: { ...alarm, correlationId: story } } };
}

function escalation({ desk, request: { alarm = '' }, now }: Asked): Decision {
  const record = desk.alarms[alarm] as AlarmRecord;
  const told = { ...record, escalation: { at: now.toISOString(), isTold: false } };
  return { kind: 'escalate', desk: { ...desk, alarms: { ...desk.alarms, [alarm]: told } }, alarm };
}

function started({ desk, request, now }: Asked): Decision {
  const { id: requestId, reason, why, drift, starter = 'workflow' } = request;
  const token = tokenOf(requestId);
  const takenAt = now.toISOString();
  const story = correlationId(reason, now, token);
  const lease: Lease = {
    requestId,
    correlationId: story,
    starter,
    call: {
      workload: desk.workload,
      reason,
      at: takenAt,
      token,
      ...(why !== undefined && { why: why.slice(0, 1024) }),
      ...(drift && { drift }),
    },
    takenAt,
    until: new Date(now.getTime() + leaseMinutes * minuteMs).toISOString(),
  };
  const retraining = { requestId, correlationId: story, reason, startedAt: takenAt };
  const retrainings = [...desk.retrainings, retraining].slice(-keptRetrainings);
  return { kind: 'start', lease, desk: { ...desk, lease, retrainings, alarms: counted(desk, lease) } };
}

/** Each raised alarm has one more retraining to be helped by; a person's training begins the count anew. */
function counted({ alarms }: Desk, { call: { reason }, correlationId: story }: Lease): Desk['alarms'] {
  return Object.fromEntries(
    Object.entries(alarms).map(([name, alarm]) => {
      if (!alarm.isRaised) return [name, alarm];
      const { escalation: _, ...calm } = alarm;
      const next = reason === 'person' ? { ...calm, retrainings: 0 } : { ...alarm, retrainings: alarm.retrainings + 1 };
      return [name, { ...next, correlationId: story }];
    }),
  );
}
