import type { TrainingCall } from '../../contracts/training-start';
import { fruitlessNotice } from '../../domain/registry/retrained-notice';
import { type AlarmChange, dueAlarm, withAlarm } from '../../domain/retraining/alarms';
import type { Decision, RetrainingRequest } from '../../domain/retraining/decide';
import { type Desk, type Lease, raisedAlarms } from '../../domain/retraining/desk';
import { readRetrainingEvent } from '../../domain/retraining/read-event';
import { alarmRecord } from '../../domain/retraining/retraining-records';
import { changeDesk } from '../change-desk';
import { askRetraining, beginRetraining, lastBegin, policyOf, tellEscalations } from './ask-retraining';
import { freeStaleLease, giveBack } from './free-lease';
import type { RetrainingEffects } from './retraining-effects';

export type CoordinateResult = Decision['kind'] | 'noted' | 'freed' | 'looked' | 'not ours';

/**
 * The only door to retraining. Purpose: whoever finds a reason, one retraining of a workload at a time, as often as its
 * policy allows. Life cycle: an event is judged with the desk in one conditional write; who gets the lease is started by
 * a workflow of its name; the end of its execution gives the lease back. Gotchas: alarms tell of changes only, so each
 * look asks again for those that stay; events may be lost, so each question looks at the real execution first.
 */
export function createCoordinate(effects: RetrainingEffects): (event: unknown) => Promise<CoordinateResult> {
  const { project, environment, policies } = effects;
  const place = { project, environment, workloads: Object.keys(policies) };
  return async event => {
    const read = readRetrainingEvent(event, place);
    switch (read.kind) {
      case 'alarm':
        return handleAlarm(read.workload, read.change, effects);
      case 'ended':
        return handleEnd(read, effects);
      case 'request':
        return askRetraining({ workload: read.call.workload, request: requestOf(read.call) }, effects);
      case 'look':
        for (const workload of read.workload === undefined ? place.workloads : [read.workload]) {
          await lookAt(workload, effects);
        }
        return 'looked';
      case 'other':
        return 'not ours';
    }
  };
}

/** Of two deliveries of one moment the second is a duplicate. */
const requestOf = ({ workload, reason, at, token = '', why, drift }: TrainingCall): RetrainingRequest => ({
  id: ['request', workload, reason, at, token].join(' '),
  reason,
  why,
  drift,
});

async function handleAlarm(workload: string, change: AlarmChange, effects: RetrainingEffects) {
  const policy = policyOf(workload, effects);
  const noting = (desk: Desk) => withAlarm(desk, change, policy);
  const { name, at } = change;
  if (!change.isRaised) return noteRecovery(workload, change, effects);
  const lastChange = (await effects.desks.read(workload)).alarms[name]?.changedAt ?? '';
  if (at < lastChange) return 'noted';
  const request = alarmRequest(`alarm ${name} ${at}`, change);
  return askRetraining({ workload, request, noting }, effects);
}

const alarmRequest = (id: string, { name, why }: Pick<AlarmChange, 'name' | 'why'>): RetrainingRequest => ({
  id,
  reason: 'alarm',
  alarm: name,
  why: why === '' ? name : `${name}: ${why}`,
});

/** An alarm is calm again: the story of the retraining that helped it says so. */
async function noteRecovery(workload: string, change: AlarmChange, effects: RetrainingEffects): Promise<'noted'> {
  const policy = policyOf(workload, effects);
  const { desk, before } = await changeDesk(workload, effects.desks, earlier => ({
    desk: withAlarm(earlier, change, policy),
    before: earlier,
  }));
  const story = before.alarms[change.name]?.correlationId;
  if (desk !== before && story !== undefined) await effects.trail.append(alarmRecord(workload, change, story));
  return 'noted';
}

interface Ended {
  readonly workload: string;
  readonly executionArn: string;
  readonly outcome: string;
}

async function handleEnd({ workload, executionArn, outcome }: Ended, effects: RetrainingEffects) {
  const { lease } = await effects.desks.read(workload);
  if (lease?.executionArn !== executionArn) return 'not ours';
  await tellFruitless(lease, { workload, executionArn, outcome }, effects);
  await giveBack(workload, lease.correlationId, outcome, effects);
  return 'freed';
}

/** A retraining that gives a version is told of when that is registered; of one that gives none nobody else would tell. */
async function tellFruitless(
  { correlationId, call }: Lease,
  { workload, executionArn, outcome }: Ended,
  effects: RetrainingEffects,
) {
  if (outcome === 'Succeeded') return;
  const { environment, executions, notifier } = effects;
  const why = (await executions.describe(executionArn))?.failureReason ?? '';
  const { reason } = call;
  const notice = fruitlessNotice({ workload, environment, correlationId, reason, outcome, why });
  if (notice) await notifier.send(notice);
}

/** Finishes what a crash left, and asks for what no event asks for: alarms that stay, and new labels. */
async function lookAt(workload: string, effects: RetrainingEffects): Promise<void> {
  const policy = policyOf(workload, effects);
  await freeStaleLease(workload, effects);
  await beginRetraining(workload, effects);
  await catchUp(workload, effects);
  await tellEscalations(workload, effects);
  const desk = await effects.desks.read(workload);
  const alarm = dueAlarm(desk, policy, effects.clock.now());
  if (alarm !== undefined) {
    const { why = '', changedAt = '' } = desk.alarms[alarm] ?? {};
    const id = `again ${alarm} ${desk.retrainings.at(-1)?.correlationId ?? changedAt}`;
    await askRetraining({ workload, request: alarmRequest(id, { name: alarm, why }) }, effects);
  }
  await askForNewLabels(workload, effects);
}

/** What CloudWatch says now corrects what events told, or did not tell. */
async function catchUp(workload: string, effects: RetrainingEffects): Promise<void> {
  const policy = policyOf(workload, effects);
  const at = effects.clock.now().toISOString();
  const raised = await effects.alarms.raised(workload);
  const isRaised = (name: string) => raised.some(one => one.name === name);
  const known = raisedAlarms(await effects.desks.read(workload));
  for (const name of known.filter(one => !isRaised(one))) {
    await noteRecovery(workload, { name, isRaised: false, at, why: 'it is no longer in ALARM' }, effects);
  }
  await changeDesk(workload, effects.desks, desk => ({
    desk: raised.reduce((noted, change) => withAlarm(noted, change, policy), desk),
  }));
}

async function askForNewLabels(workload: string, effects: RetrainingEffects): Promise<void> {
  const { newLabelledExamples: enough } = policyOf(workload, effects);
  if (enough === undefined) return;
  const desk = await effects.desks.read(workload);
  const { count, since } = await effects.newLabels(workload, lastBegin(desk));
  if (count < enough) return;
  const id = `new-data ${since} ${desk.retrainings.at(-1)?.correlationId}`;
  const why = `${count} labelled examples since the last data set, ${enough} are enough`;
  await askRetraining({ workload, request: { id, reason: 'new-data', why } }, effects);
}
