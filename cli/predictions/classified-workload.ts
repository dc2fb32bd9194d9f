import config from '../../everloop.config';
import type { ClassPlan } from '../../lambdas/contracts/prediction-plan';
import { predictionPlansOf } from '../../lib/config/plans-of';
import { WrongUse } from '../errors';

export interface ClassifiedWorkload {
  readonly workload: string;
  readonly plan: ClassPlan;
}

/**
 * The workload that was asked for, else the only one whose images are classified.
 * @throws WrongUse for any other, or when several are
 */
export function classifiedWorkload(where: string, asked?: string): ClassifiedWorkload {
  const known = Object.entries(predictionPlansOf(config)).flatMap(([workload, plan]) =>
    plan.kind === 'classes' ? [{ workload, plan }] : [],
  );
  const [only, ...others] = asked === undefined ? known : known.filter(({ workload }) => workload === asked);
  if (only && others.length === 0) return only;
  const names = known.map(({ workload }) => workload).join(', ');
  throw new WrongUse(`${where}: --workload must be one of ${names}, got ${asked ?? 'none'}; check the spelling`);
}
