import { workloads } from './index';
import type { TrainingJobs, Workload } from './workload';

export type TrainedWorkload = Workload & { readonly training: TrainingJobs };

/** The workloads that have a model of their own: a pipeline, a model package group, a trail. */
export const trainedWorkloads: readonly TrainedWorkload[] = (workloads as readonly Workload[]).filter(
  (workload): workload is TrainedWorkload => workload.training !== undefined,
);
