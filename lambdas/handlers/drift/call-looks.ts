import { type DriftPlans, type WatchPolicy, watchedPlanOf } from '../../contracts/drift-policy';
import type { MonitorMessage } from '../../contracts/monitoring';
import { type LookNotice, lookAfterLabel, lookAfterPrediction } from '../../domain/drift/monitor/look-notices';
import type { Clock } from '../../ports/clock';
import type { LookCaller, WatchedMoment } from '../../ports/look-caller';
import type { MessageQueue } from '../../ports/message-queue';

export interface CallLooksEffects {
  readonly plans: DriftPlans;
  /** Of the monitors. */
  readonly queue: MessageQueue;
  readonly clock: Clock;
}

/** Looks that are remembered as told; more than a busy hour of them. */
const mostRemembered = 256;

/**
 * Tells monitors when to look, each look once in the life of this object: other instances of a function may tell it again,
 * which judges a window twice and changes nothing. Says nothing of workloads that are looked at by schedule alone.
 */
export function createLookCaller({ plans, queue, clock }: CallLooksEffects): LookCaller {
  const told = new Set<string>();
  const tell = async (workload: string, { at, delaySeconds }: LookNotice): Promise<void> => {
    const body = JSON.stringify({ kind: 'due', workload, at: at.toISOString() } satisfies MonitorMessage);
    if (told.has(body)) return;
    if (told.size >= mostRemembered) told.clear();
    // Before the message is sent: hundreds of predictions come at once.
    told.add(body);
    try {
      await queue.send([body], { delaySeconds });
    } catch (error) {
      told.delete(body);
      throw error;
    }
  };
  const by =
    (noticeOf: (predictedAt: Date, now: Date, policy: WatchPolicy) => LookNotice | null) =>
    async ({ workload, predictedAt }: WatchedMoment): Promise<void> => {
      const plan = watchedPlanOf(plans, workload);
      if (plan?.policy.looks !== 'prompt') return;
      const notice = noticeOf(new Date(predictedAt), clock.now(), plan.policy);
      if (notice) await tell(workload, notice);
    };
  return { predicted: by(lookAfterPrediction), labelled: by(lookAfterLabel) };
}

/** Where every monitor looks by schedule alone. */
export const noLooks: LookCaller = { predicted: async () => {}, labelled: async () => {} };
