import type { RetrainingPolicies } from '../../lambdas/contracts/retraining-policy';
import { plansOf } from './plans-of';
import type { Config } from './schema';
import { trainedWorkloads } from './trained-workloads';

/** When each workload is trained again, in one environment: its own policy, with what the environment says instead. */
export function retrainingPoliciesOf(config: Config, environmentName: string): RetrainingPolicies {
  const { cooldownMinutes, budgetPerDay } = config.environments[environmentName]?.retraining ?? {};
  const here = {
    ...(cooldownMinutes !== undefined && { cooldownMinutes }),
    ...(budgetPerDay !== undefined && { budgetPerDay }),
  };
  const trained = trainedWorkloads(plansOf(config));
  return Object.fromEntries(trained.map(({ id, plan }) => [id, { ...plan.retraining, ...here }]));
}
