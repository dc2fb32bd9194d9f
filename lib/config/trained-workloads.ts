import type { ContainerTraining } from '../../lambdas/contracts/training-plan';
import { workloads } from '../workloads';
import type { TrainingPlans } from './plans-of';

/** A workload with a model of its own: a pipeline, a model package group, a trail. */
export interface TrainedWorkload {
  readonly id: string;
  readonly title: string;
  readonly plan: ContainerTraining;
}

/** The workloads that the container trains, in the order of the list. */
export const trainedWorkloads = (plans: TrainingPlans): readonly TrainedWorkload[] =>
  workloads.flatMap(({ id, title }) => {
    const plan = plans[id];
    return plan?.kind === 'container' ? [{ id, title, plan }] : [];
  });
