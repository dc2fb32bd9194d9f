import { type DriftPlan, type DriftPlans, type WatchedPlan, watchedPlanOf } from '../../lambdas/contracts/drift-policy';
import { workloads } from '../workloads';
import type { Config } from './schema';

/** How each workload's predictions are watched in one environment: its own policy, with what the environment says instead. */
export function driftPlansOf(config: Config, environmentName: string): DriftPlans {
  const { alarmSeconds: _, ...here } = config.environments[environmentName]?.drift ?? { alarmSeconds: 60 };
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  const said = Object.fromEntries(Object.entries(here).filter(([, value]) => value !== undefined));
  return Object.fromEntries(
    workloads.map(({ id, drift }) => {
      const plan: DriftPlan = drift(settings[id] as never);
      return [id, plan.kind === 'none' ? plan : withPolicy(plan, said)];
    }),
  );
}

/** `said`: fields that hold for every kind of plan. */
const withPolicy = <Plan extends WatchedPlan>(plan: Plan, said: object): Plan => ({
  ...plan,
  policy: { ...plan.policy, ...said },
});

/** A workload whose predictions are watched. */
export interface WatchedWorkload {
  readonly id: string;
  readonly title: string;
  readonly plan: WatchedPlan;
}

export const watchedWorkloads = (plans: DriftPlans): readonly WatchedWorkload[] =>
  workloads.flatMap(({ id, title }) => {
    const plan = watchedPlanOf(plans, id);
    return plan ? [{ id, title, plan }] : [];
  });
