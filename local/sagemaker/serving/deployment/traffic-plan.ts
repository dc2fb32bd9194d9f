import type { BlueGreenPolicy, CapacitySize } from './deployment-config';

/** Instances by variant. */
export type Capacities = Readonly<Record<string, number>>;

/** One step of a blue/green update: traffic is turned on for so many new instances, then the step bakes. */
export interface TrafficStage {
  readonly active: Capacities;
  readonly capacity: 'canary' | 'partial' | 'full';
  readonly waitSeconds: number;
  /** The member of the policy that says how long. */
  readonly waitName: 'WaitIntervalInSeconds' | 'TerminationWaitInSeconds';
}

/** Whole instances that a size turns on: at least one, at most all. */
export function instancesOf(size: CapacitySize, count: number): number {
  const wanted = size.Type === 'INSTANCE_COUNT' ? size.Value : Math.floor((count * size.Value) / 100);
  return Math.min(count, Math.max(1, wanted));
}

/**
 * The stages of an update, the last of which has all of the new fleet active. Between stages the fleet bakes for
 * WaitIntervalInSeconds, after the last one for TerminationWaitInSeconds.
 *
 *     CANARY   25 % ──wait── 100 % ──termination wait── old fleet ends
 *     LINEAR   20 % ──wait── 40 % ──wait── … 100 % ──termination wait── old fleet ends
 */
export function trafficPlan(policy: BlueGreenPolicy, instances: Capacities): readonly TrafficStage[] {
  const { Type, WaitIntervalInSeconds, CanarySize, LinearStepSize } = policy.TrafficRoutingConfiguration;
  const between = { waitSeconds: WaitIntervalInSeconds, waitName: 'WaitIntervalInSeconds' } as const;
  const full: TrafficStage = {
    active: instances,
    capacity: 'full',
    waitSeconds: policy.TerminationWaitInSeconds ?? 0,
    waitName: 'TerminationWaitInSeconds',
  };
  const size = Type === 'CANARY' ? CanarySize : LinearStepSize;
  if (Type === 'ALL_AT_ONCE' || !size) return [full];
  if (Type === 'CANARY') return [{ active: multiple(instances, size, 1), capacity: 'canary', ...between }, full];
  const counts = Object.values(instances);
  const steps = Math.max(...counts.map(count => Math.ceil(count / instancesOf(size, count))));
  const partial = Array.from({ length: steps - 1 }, (_, at) => ({
    active: multiple(instances, size, at + 1),
    capacity: 'partial' as const,
    ...between,
  }));
  return [...partial, full];
}

export const totalWaitSeconds = (plan: readonly TrafficStage[]): number =>
  plan.reduce((sum, { waitSeconds }) => sum + waitSeconds, 0);

function multiple(instances: Capacities, size: CapacitySize, times: number): Capacities {
  const active = Object.entries(instances).map(([variant, count]) => [
    variant,
    Math.min(count, times * instancesOf(size, count)),
  ]);
  return Object.fromEntries(active) as Capacities;
}
