import type { ClassDriftPlan, DriftPlans } from '../../lambdas/contracts/drift-policy';
import { workloads } from '../workloads';
import type { Config } from './schema';

/** How each workload's predictions are watched in one environment: its own policy, with what the environment says instead. */
export function driftPlansOf(config: Config, environmentName: string): DriftPlans {
  const { alarmSeconds: _, ...here } = config.environments[environmentName]?.drift ?? { alarmSeconds: 60 };
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  const said = Object.fromEntries(Object.entries(here).filter(([, value]) => value !== undefined));
  return Object.fromEntries(
    workloads.map(({ id, drift }) => {
      const plan = drift(settings[id] as never);
      return [id, plan.kind === 'none' ? plan : { ...plan, policy: { ...plan.policy, ...said } }];
    }),
  );
}

/** A workload whose predictions are watched. */
export interface WatchedWorkload {
  readonly id: string;
  readonly title: string;
  readonly plan: ClassDriftPlan;
}

export const watchedWorkloads = (plans: DriftPlans): readonly WatchedWorkload[] =>
  workloads.flatMap(({ id, title }) => {
    const plan = plans[id];
    return plan?.kind === 'classes' ? [{ id, title, plan }] : [];
  });
