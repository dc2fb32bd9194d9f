import config from '../../everloop.config';
import { plansOf } from '../../lib/config/plans-of';
import { type TrainedWorkload, trainedWorkloads } from '../../lib/config/trained-workloads';
import { WrongUse } from '../errors';

/** Every workload that has a model of its own. */
export const allTrained = (): readonly TrainedWorkload[] => trainedWorkloads(plansOf(config));

/** @param where the command, for the message @throws WrongUse for a workload that does not exist or that nothing trains */
export function requireTrained(workload: string, where: string): TrainedWorkload {
  const trained = allTrained();
  const found = trained.find(({ id }) => id === workload);
  if (found) return found;
  const known = trained.map(({ id }) => id).join(', ');
  throw new WrongUse(`${where}: workload must be one that is trained: ${known}, got ${workload}; check the spelling`);
}
