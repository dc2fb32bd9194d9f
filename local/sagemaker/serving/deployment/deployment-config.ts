import { validationError } from '../../errors';
import { type Capacities, instancesOf, totalWaitSeconds, trafficPlan } from './traffic-plan';

export interface CapacitySize {
  readonly Type: 'INSTANCE_COUNT' | 'CAPACITY_PERCENT';
  readonly Value: number;
}

export interface TrafficRouting {
  readonly Type: 'ALL_AT_ONCE' | 'CANARY' | 'LINEAR';
  readonly WaitIntervalInSeconds: number;
  readonly CanarySize?: CapacitySize;
  readonly LinearStepSize?: CapacitySize;
}

export interface BlueGreenPolicy {
  readonly TrafficRoutingConfiguration: TrafficRouting;
  readonly TerminationWaitInSeconds?: number;
  readonly MaximumExecutionTimeoutInSeconds?: number;
}

/** How an update shifts traffic, and the alarms that take it back. */
export interface DeploymentConfig {
  readonly BlueGreenUpdatePolicy?: BlueGreenPolicy;
  readonly RollingUpdatePolicy?: object;
  readonly AutoRollbackConfiguration?: { readonly Alarms?: readonly { readonly AlarmName?: string }[] };
}

/** What an update does when no policy is given. */
export const ALL_AT_ONCE: BlueGreenPolicy = {
  TrafficRoutingConfiguration: { Type: 'ALL_AT_ONCE', WaitIntervalInSeconds: 0 },
};

export const alarmNames = ({ AutoRollbackConfiguration }: DeploymentConfig): readonly string[] =>
  (AutoRollbackConfiguration?.Alarms ?? []).map(({ AlarmName = '' }) => AlarmName);

export interface GuardedFleet {
  /** Instances by variant of the new configuration. */
  readonly instances: Capacities;
  readonly serverless: boolean;
  /** Variants of the configuration that is replaced; absent when an endpoint is created. */
  readonly replaced?: readonly string[];
}

/**
 * Refuses what SageMaker refuses (developer guide, "Deployment guardrails").
 * @throws SageMakerError ValidationException
 */
export function checkDeployment(config: DeploymentConfig, fleet: GuardedFleet): void {
  if (config.RollingUpdatePolicy) {
    throw refused('must use BlueGreenUpdatePolicy, got RollingUpdatePolicy; the laptop cloud plays no rolling updates');
  }
  if (fleet.serverless) {
    throw refused('must be absent for a serverless variant: guardrails exist for real-time and asynchronous endpoints');
  }
  if (alarmNames(config).includes('')) throw refused('must name each alarm of AutoRollbackConfiguration');
  const names = Object.keys(fleet.instances).sort();
  if (fleet.replaced && [...fleet.replaced].sort().join() !== names.join()) {
    throw refused(
      `needs the same variant names in both configurations, got ${names} in place of ${[...fleet.replaced].sort()}`,
    );
  }
  if (config.BlueGreenUpdatePolicy) checkPolicy(config.BlueGreenUpdatePolicy, fleet.instances);
}

function checkPolicy(policy: BlueGreenPolicy, instances: Capacities): void {
  const { Type, CanarySize, LinearStepSize } = policy.TrafficRoutingConfiguration;
  if (Type === 'CANARY') checkSize('CanarySize', CanarySize, { instances, leastPercent: 0 });
  if (Type === 'LINEAR') checkSize('LinearStepSize', LinearStepSize, { instances, leastPercent: 10 });
  if (CanarySize && Type !== 'CANARY') throw refused(`must have a CanarySize with Type CANARY only, got ${Type}`);
  if (LinearStepSize && Type !== 'LINEAR')
    throw refused(`must have a LinearStepSize with Type LINEAR only, got ${Type}`);
  const limit = policy.MaximumExecutionTimeoutInSeconds;
  const waits = totalWaitSeconds(trafficPlan(policy, instances));
  if (limit !== undefined && limit <= waits) {
    throw refused(
      `must have a MaximumExecutionTimeoutInSeconds above its waiting times, ${waits} s in total, got ${limit}`,
    );
  }
}

interface SizeRule {
  readonly instances: Capacities;
  readonly leastPercent: number;
}

function checkSize(member: string, size: CapacitySize | undefined, { instances, leastPercent }: SizeRule): void {
  if (!size) throw refused(`must have a ${member} for its traffic routing type`);
  const range = leastPercent > 0 ? `${leastPercent}-50%` : 'at most 50%';
  for (const [variant, count] of Object.entries(instances)) {
    const percent = size.Type === 'CAPACITY_PERCENT' ? size.Value : (100 * size.Value) / count;
    const activated = instancesOf(size, count);
    if (percent >= leastPercent && percent <= 50 && 2 * activated <= count) continue;
    throw refused(
      `must have a ${member} of ${range} of the variant's instances, got ${size.Value} (${size.Type}) for the ${count} of ${variant}`,
    );
  }
}

const refused = (rule: string) => validationError(`DeploymentConfig ${rule}.`);
