import { objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

/** Five days: the longest that SageMaker lets a processing job run. */
const longestSeconds = 432_000;

export const runTimeLimited: SageMakerRule = {
  id: 'SM8',
  finding: 'How long a job may run is not fixed, or it is longer than five days.',
  why: 'A job that hangs costs its instance until somebody looks. Set StoppingCondition.MaxRuntimeInSeconds to what the job needs, with room; an execution must not be able to raise it.',
  check: checkJobs(['training', 'processing'], request => {
    const seconds = Number(objectAt(request, 'StoppingCondition')['MaxRuntimeInSeconds']);
    return seconds > 0 && seconds <= longestSeconds;
  }),
};
