import type { TrafficStage } from './traffic-plan';

export type Shifted = { readonly kind: 'completed' } | { readonly kind: 'roll-back'; readonly reason: string };

export type AlarmVerdict = { readonly kind: 'quiet' } | { readonly kind: 'tripped'; readonly reason: string };

/** What shifting does to the world. */
export interface ShiftEffects {
  /** Epoch seconds. */
  now(): number;
  /** Rejects when the deployment is broken off. */
  pause(seconds: number): Promise<void>;
  readAlarms(): Promise<AlarmVerdict>;
  /** Turns on traffic on the stage's instances. */
  activate(stage: TrafficStage): void;
  bake(stage: TrafficStage): void;
}

export interface ShiftRequest {
  readonly plan: readonly TrafficStage[];
  /** Epoch seconds; the shift rolls back when it lasts longer. */
  readonly deadline: number;
  /** Pause between two looks at the alarms. */
  readonly lookEachSeconds: number;
}

/**
 * Shifts traffic stage by stage. The alarms are read before the first request reaches the new fleet, while each stage
 * bakes, and at its end; the first that is in ALARM rolls everything back.
 */
export async function shiftTraffic(
  { plan, deadline, lookEachSeconds }: ShiftRequest,
  effects: ShiftEffects,
): Promise<Shifted> {
  const trouble = async (): Promise<string | undefined> => {
    if (effects.now() >= deadline) return 'The deployment exceeded MaximumExecutionTimeoutInSeconds.';
    const verdict = await effects.readAlarms();
    return verdict.kind === 'tripped' ? verdict.reason : undefined;
  };
  let reason = await trouble();
  for (const stage of plan) {
    if (reason !== undefined) break;
    effects.activate(stage);
    if (stage.waitSeconds > 0) effects.bake(stage);
    const until = effects.now() + stage.waitSeconds;
    for (;;) {
      reason = await trouble();
      const left = until - effects.now();
      if (reason !== undefined || left <= 0) break;
      await effects.pause(Math.min(left, lookEachSeconds));
    }
  }
  return reason === undefined ? { kind: 'completed' } : { kind: 'roll-back', reason };
}
