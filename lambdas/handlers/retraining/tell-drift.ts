import { retrainAlarmPrefix } from '../../contracts/retraining';
import type { Desk } from '../../domain/retraining/desk';
import { type DriftNoticeProps, driftNotice } from '../../domain/retraining/drift-notice';
import type { RetrainingEffects } from './retraining-effects';

type Telling = Pick<RetrainingEffects, 'notifier' | 'project' | 'environment'>;

/** Alarms say that a model drifts, and this comes of it. */
export async function tellDrift(
  drift: Pick<DriftNoticeProps, 'desk' | 'correlationId' | 'refusal'>,
  { notifier, project, environment }: Telling,
): Promise<void> {
  const alarmPrefix = retrainAlarmPrefix({ project, environment, workload: drift.desk.workload });
  await notifier.send(driftNotice({ ...drift, environment, alarmPrefix }));
}

/** The retraining that begins does so for an alarm; any other reason is no drift. Told once, however often it is sent. */
export async function tellDriftOfLease(desk: Desk, effects: Telling): Promise<void> {
  const { lease } = desk;
  if (lease?.call.reason !== 'alarm') return;
  await tellDrift({ desk, correlationId: lease.correlationId }, effects);
}
