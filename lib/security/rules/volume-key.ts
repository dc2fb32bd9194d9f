import type { JobKind } from '../jobs';
import { isNamed, objectAt } from '../json';
import { checkJobs, type SageMakerRule } from '../rule';

const holders: Readonly<Partial<Record<JobKind, readonly string[]>>> = {
  training: ['ResourceConfig'],
  processing: ['ProcessingResources', 'ClusterConfig'],
  transform: ['TransformResources'],
};

export const volumeKey: SageMakerRule = {
  id: 'SM5',
  finding: "The volume of a job's instance is not encrypted with a customer key.",
  why: 'The volume holds the whole data set while the job runs. Set VolumeKmsKeyId. Instance types with local NVMe disks refuse a key, since their hardware encrypts: acknowledge those.',
  check: checkJobs(['training', 'processing', 'transform'], (request, { kind }) =>
    isNamed(objectAt(request, ...(holders[kind] ?? []))['VolumeKmsKeyId']),
  ),
};
