import type { PendingDeployment, VariantStage, VariantSummary } from '../endpoint';
import type { Capacities, TrafficStage } from './traffic-plan';

const total = (active: Capacities) => Object.values(active).reduce((sum, count) => sum + count, 0);

/** Messages as the developer guide gives them ("SageMaker endpoint deployment state change"). */
export const stageMessages = {
  launching: (instances: number) => `Launching ${instances} instance(s).`,
  terminating: (instances: number) => `Terminating ${instances} instance(s).`,
  activating: ({ capacity, active }: TrafficStage) =>
    `Activating traffic on ${capacity} capacity of ${total(active)} instance(s).`,
  baking: ({ capacity, active, waitSeconds, waitName }: TrafficStage) =>
    `Baking for ${waitSeconds} seconds (${waitName}) with traffic enabled on ${capacity} capacity of ${total(active)} instance(s).`,
};

export interface PendingFacts {
  readonly config: string;
  /** Epoch seconds. */
  readonly startedAt: number;
  /** The new fleet's variants as they will be. */
  readonly variants: readonly VariantSummary[];
  readonly active: Capacities;
  readonly stage: VariantStage;
}

/** PendingDeploymentSummary of DescribeEndpoint: CurrentInstanceCount counts the instances that get traffic. */
export function pendingDeployment({ config, startedAt, variants, active, stage }: PendingFacts): PendingDeployment {
  return {
    EndpointConfigName: config,
    StartTime: startedAt,
    ProductionVariants: variants.map(variant => ({
      ...variant,
      ...(variant.DesiredInstanceCount !== undefined && { CurrentInstanceCount: active[variant.VariantName] ?? 0 }),
      VariantStatus: [stage],
    })),
  };
}
