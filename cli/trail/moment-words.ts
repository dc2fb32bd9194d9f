import { loopMoments } from '../../lambdas/contracts/loop-events';
import type { Moment } from '../../lambdas/domain/trail/stories';
import type { TrailKind } from '../../lambdas/domain/trail/trail-event';
import { shortAlarm } from './short-alarm';
import { formatDuration } from './story-text';

/** How a moment is shown; the symbol says what the colour says. */
export type Tone = 'good' | 'bad' | 'held' | 'plain';

/** A moment as people say it. */
export interface MomentWords {
  /** Who or what acted. */
  readonly who: string;
  readonly what: string;
  readonly tone: Tone;
  readonly why?: string | undefined;
}

type Saying = (moment: Moment) => MomentWords;

const took = ({ tookMs }: Moment): string => (tookMs === undefined ? '' : ` after ${formatDuration(tookMs)}`);
const failed = /^(Failed|Rejected|Stopped|Refused|MaxRuntimeExceeded)$/;
const toneOf = ({ status }: Moment, good = /^(Succeeded|Completed|Serving|Verified|Approved|Passed)$/): Tone =>
  failed.test(status) ? 'bad' : good.test(status) ? 'good' : 'plain';

const sayings: Readonly<Record<TrailKind, Saying>> = {
  alarm: moment => ({
    who: 'Alarm',
    what: `${shortAlarm(moment.subject)} ${moment.status === 'ALARM' ? 'is raised' : 'is calm'}`,
    tone: moment.status === 'ALARM' ? 'bad' : 'plain',
    why: [foundBy(moment), moment.why].filter(Boolean).join('. '),
  }),
  recovery: moment => ({
    who: 'Alarm',
    what: `${shortAlarm(moment.subject)} recovered${took(moment)}`,
    tone: 'good',
    why:
      moment.healedBy &&
      `${moment.healedBy.release} had been in production for ${formatDuration(moment.healedBy.sinceReleaseMs)}`,
  }),
  coordinator: ({ subject, why }) => ({
    who: 'Coordinator',
    what: `lets a retraining through (${subject})`,
    tone: 'plain',
    why,
  }),
  refusal: ({ subject, status, why }) => ({
    who: 'Coordinator',
    what: `refuses ${shortAlarm(subject)}: ${status}`,
    tone: 'held',
    why,
  }),
  escalation: ({ subject, why }) => ({
    who: 'Coordinator',
    what: `calls a person about ${shortAlarm(subject)}`,
    tone: 'bad',
    why,
  }),
  hold: ({ status, by = 'A person', why }) => ({
    who: by,
    what: status === 'Held' ? 'holds the retraining' : 'lets the retraining go on',
    tone: 'held',
    why,
  }),
  request: ({ subject, why }) => ({ who: 'Training', what: `is asked for (${subject})`, tone: 'plain', why }),
  dataset: ({ subject, why }) => ({ who: 'Data set', what: `${subject.slice(0, 12)} is frozen`, tone: 'plain', why }),
  execution: moment => ({
    who: 'Pipeline',
    what: moment.status === 'Executing' ? 'starts' : `${moment.status.toLowerCase()}${took(moment)}`,
    tone: toneOf(moment),
    why: moment.why,
  }),
  step: moment => ({
    who: moment.subject,
    what: `${moment.status}${took(moment)}`,
    tone: toneOf(moment),
    why: moment.why,
  }),
  job: moment => ({ who: 'Job', what: `${moment.subject} ${moment.status}`, tone: toneOf(moment), why: moment.why }),
  verdict: moment => ({
    who: 'Gate',
    what:
      { Passed: 'the candidate passes', Known: 'the same model is registered already' }[moment.status] ??
      'the candidate is refused',
    tone: toneOf(moment),
    why: moment.why,
  }),
  version: moment => decided(moment, `version ${moment.subject}`),
  deployment: moment => ({
    who: 'Endpoint',
    what: `${moment.subject.replace(/ (\S+)$/, ': version $1')} ${moment.status === 'Serving' ? 'serves' : moment.status.toLowerCase()}${took(moment)}`,
    tone: toneOf(moment),
    why: moment.why,
  }),
  release: moment => ({
    who: 'Release',
    what: `${moment.subject}: ${releaseWords[moment.status] ?? moment.status.toLowerCase()}`,
    tone: moment.status === 'RollingBack' ? 'held' : toneOf(moment),
    why: moment.why,
  }),
  stage: moment => ({
    who: moment.subject,
    what: `${moment.status}${took(moment)}`,
    tone: toneOf(moment),
    why: moment.why,
  }),
  decision: moment => decided(moment, 'the way to production'),
};

const releaseWords: Readonly<Record<string, string>> = {
  Opened: 'on its way to production',
  Waits: 'waits for the release before it',
  Verified: 'verified in production',
  RollingBack: 'is taken back',
};

function decided(moment: Moment, what: string): MomentWords {
  const { status, by } = moment;
  // Who decided on a release stands in brackets behind the reason.
  const [, said = moment.why, named] = /^(.*?)\s*\(([^()]+)\)$/.exec(moment.why ?? '') ?? [];
  const verb = { Approved: 'approves', Rejected: 'rejects' }[status];
  if (verb === undefined) return { who: 'Registry', what: `${what} waits for approval`, tone: 'held', why: moment.why };
  const who = by ?? (moment.kind === 'decision' ? named : undefined) ?? 'A person';
  const why = moment.kind === 'decision' && by === undefined ? said : moment.why;
  return { who, what: `${verb} ${what}`, tone: toneOf(moment), why };
}

/** `RecallBreach of Class bags: 1, limit 1`; empty where the alarm tells no figures. */
function foundBy({ measured }: Moment): string {
  if (!measured) return '';
  const of = Object.entries(measured.dimensions ?? {}).map(([name, value]) => `${name} ${value}`);
  const where = of.length === 0 ? '' : ` of ${of.join(', ')}`;
  const value = measured.value === undefined ? '' : `: ${measured.value}`;
  const limit = measured.threshold === undefined ? '' : `, limit ${measured.threshold}`;
  return `${measured.metric ?? 'its expression'}${where}${value}${limit}`;
}

export const momentWords = (moment: Moment): MomentWords => sayings[moment.kind](moment);

/** What a reader wants to see first; steps, jobs and stages are folded behind it. */
export function isTurningPoint({ kind, status }: Moment, hasCoordinator: boolean): boolean {
  if (kind === 'step' || kind === 'job' || kind === 'stage') return failed.test(status);
  if (kind === 'request') return !hasCoordinator;
  return kind !== 'execution' || status !== 'Starting';
}

export const hasCoordinator = (moments: readonly Moment[]): boolean =>
  moments.some(({ kind, status }) => kind === 'coordinator' && status === loopMoments.granted);
