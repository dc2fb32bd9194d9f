import config from '../../everloop.config';
import { systemClock } from '../../lambdas/adapters/clock';
import type { RetrainingPolicy } from '../../lambdas/contracts/retraining-policy';
import type { LeaseEffects } from '../../lambdas/handlers/retraining/retraining-effects';
import { retrainingPoliciesOf } from '../../lib/config/retraining-policies-of';
import type { Connection } from '../deployment/connect';
import { pipelineExecutionsOf, retrainingDesksOf, trailOf } from '../deployment/stores';

/** What commands work on a workload's desk with. */
export const leaseEffectsOf = (connection: Connection): LeaseEffects => ({
  desks: retrainingDesksOf(connection),
  executions: pipelineExecutionsOf(connection),
  trail: trailOf(connection),
  clock: systemClock,
});

/** @throws Error for a workload that is not trained */
export function policyOf(workload: string, environmentName: string): RetrainingPolicy {
  const policy = retrainingPoliciesOf(config, environmentName)[workload];
  if (policy) return policy;
  throw new Error(`retraining policy: workload must be one that is trained, got ${workload}; check its id`);
}
