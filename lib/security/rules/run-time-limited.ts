import { objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

/** A day, which is also what SageMaker takes when nothing is said, for training; processing would get five. */
const longestSeconds = 86_400;

export const runTimeLimited: SageMakerRule = {
  id: 'SM8',
  finding: 'A job may run longer than a day, or its limit is not fixed.',
  why: 'A job that hangs costs its instance until somebody looks. Set StoppingCondition.MaxRuntimeInSeconds to what the job needs, with room; an execution must not be able to raise it.',
  check: checkJobs(['training', 'processing'], request => {
    const seconds = Number(objectAt(request, 'StoppingCondition')['MaxRuntimeInSeconds']);
    return seconds > 0 && seconds <= longestSeconds;
  }),
};
