import { type DriftPlan, type DriftPlans, type WatchedPlan, watchedPlanOf } from '../../lambdas/contracts/drift-policy';
import { workloads } from '../workloads';
import type { Config } from './schema';

/** Of a workload what says how it is watched; `never` since each has settings of its own. */
interface Watchable {
  readonly id: string;
  readonly title: string;
  readonly drift: (settings: never) => DriftPlan;
}

/** How each workload's predictions are watched in one environment: its own policy, with what the environment says instead. */
export function driftPlansOf(
  config: Config,
  environmentName: string,
  list: readonly Watchable[] = workloads,
): DriftPlans {
  const { alarmSeconds: _, ...here } = config.environments[environmentName]?.drift ?? { alarmSeconds: 60 };
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  const said = Object.fromEntries(Object.entries(here).filter(([, value]) => value !== undefined));
  return Object.fromEntries(
    list.map(({ id, drift }) => {
      const plan = drift(settings[id] as never);
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

export const watchedWorkloads = (
  plans: DriftPlans,
  list: readonly Watchable[] = workloads,
): readonly WatchedWorkload[] =>
  list.flatMap(({ id, title }) => {
    const plan = watchedPlanOf(plans, id);
    return plan ? [{ id, title, plan }] : [];
  });
