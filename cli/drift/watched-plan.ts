import config from '../../everloop.config';
import type { WatchedPlan } from '../../lambdas/contracts/drift-policy';
import { driftPlansOf, watchedWorkloads } from '../../lib/config/drift-plans-of';
import { WrongUse } from '../errors';

/** @throws WrongUse for a workload that does not exist, or whose predictions nothing watches */
export function watchedPlan(workload: string, environmentName: string): WatchedPlan {
  const watched = watchedWorkloads(driftPlansOf(config, environmentName));
  const found = watched.find(({ id }) => id === workload);
  if (found) return found.plan;
  const known = watched.map(({ id }) => id).join(', ');
  throw new WrongUse(
    `everloop monitor: workload must be one that is watched: ${known}, got ${workload}; check the spelling`,
  );
}
