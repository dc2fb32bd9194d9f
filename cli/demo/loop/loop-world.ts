import config from '../../../everloop.config';
import type { ClassDriftPlan } from '../../../lambdas/contracts/drift-policy';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import { driftPlansOf } from '../../../lib/config/drift-plans-of';
import type { Connection } from '../../deployment/connect';
import { trailOf } from '../../deployment/stores';
import type { WaitClock } from '../../ingestion/wait-for-outcomes';
import type { ClassifiedPhoto } from '../release/classify-traffic';
import { type LoopAlarm, readAlarms } from './loop-alarms';
import type { LoopTraffic, Wave } from './loop-traffic';
import { sendLabels } from './send-labels';

export const workload = 'product-images';
export const where = 'everloop demo';

/** What all parts of the loop work on. */
export interface LoopWorld {
  readonly connection: Connection;
  readonly plan: ClassDriftPlan;
  readonly traffic: Pick<LoopTraffic, 'send' | 'samples'>;
  /** Names this run in keys. */
  readonly run: string;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
}

export type Report = (progress: string) => void;

/** How the workload's predictions are watched. @throws Error when nothing watches them */
export function watchedPlan(environmentName: string): ClassDriftPlan {
  const plan = driftPlansOf(config, environmentName)[workload];
  if (plan?.kind === 'classes') return plan;
  throw new Error(`${where}: predictions of ${workload} must be watched, got no plan; report this as a bug`);
}

/** Sends waves of a phase, one a window. */
export async function sendWaves(
  waves: readonly Wave[],
  { traffic }: LoopWorld,
  report: Report,
): Promise<readonly ClassifiedPhoto[]> {
  const photos: ClassifiedPhoto[] = [];
  for (const [at, wave] of waves.entries()) {
    photos.push(...(await traffic.send(wave, text => report(`wave ${at + 1} of ${waves.length}: ${text}`))));
  }
  return photos;
}

/** Sends labels of photos, as a labelling tool does; `part` names them. */
export const labelPhotos = (
  photos: readonly ClassifiedPhoto[],
  part: string,
  { connection, run, signal }: LoopWorld,
): Promise<void> => sendLabels(photos, { connection, workload, name: `${run}-${part}`, signal });

const pauseMs = 500;

/** Reads the alarms until `isEnough` says so, or the time is over. @returns what they are then */
export async function untilAlarms(
  isEnough: (alarms: readonly LoopAlarm[]) => boolean,
  patienceMs: number,
  { connection, clock, signal }: LoopWorld,
): Promise<readonly LoopAlarm[]> {
  const end = clock.nowMs() + patienceMs;
  for (;;) {
    const alarms = await readAlarms(workload, connection);
    if (isEnough(alarms) || clock.nowMs() > end) return alarms;
    await clock.sleep(pauseMs, signal);
  }
}

/** All of the trail: an event may lie pages back. */
export async function readEvents({ connection }: Pick<LoopWorld, 'connection'>): Promise<readonly TrailEvent[]> {
  const trail = trailOf(connection);
  const events: TrailEvent[] = [];
  let next: string | undefined;
  do {
    const page = await trail.read(workload, next);
    events.push(...page.events);
    next = page.next;
  } while (next !== undefined);
  return events;
}
