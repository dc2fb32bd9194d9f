import type { TrainingChange, TrainingJob, Transition } from './training-job';

/** Messages as SageMaker shows them. */
const MESSAGES: Readonly<Record<string, string>> = {
  Starting: 'Preparing the instances for training',
  Downloading: 'Downloading input data',
  Training: 'Training image download completed. Training in progress.',
  Uploading: 'Uploading generated training model',
  Stopping: 'Stopping the training job',
  Stopped: 'Training job stopped',
  MaxRuntimeExceeded: 'Training job runtime exceeded MaxRuntimeInSeconds provided',
  Completed: 'Training job completed',
  Failed: 'Training job failed',
};

/** A change to the job that ends its current secondary status and begins another at `now`. */
export function advance(
  job: Pick<TrainingJob, 'SecondaryStatusTransitions'>,
  status: string,
  now: number,
): Required<Pick<TrainingJob, 'SecondaryStatus' | 'SecondaryStatusTransitions' | 'LastModifiedTime'>> {
  const before = job.SecondaryStatusTransitions.map((transition, at, all) =>
    at === all.length - 1 && transition.EndTime === undefined ? { ...transition, EndTime: now } : transition,
  );
  const next: Transition = { Status: status, StartTime: now, StatusMessage: MESSAGES[status] ?? status };
  return { SecondaryStatus: status, SecondaryStatusTransitions: [...before, next], LastModifiedTime: now };
}

/** Closes the last transition of a job that is over. */
export function finish(job: TrainingJob, now: number): TrainingChange {
  const transitions = job.SecondaryStatusTransitions.map(one => ({ EndTime: now, ...one }));
  const started = job.TrainingStartTime;
  const seconds = started === undefined ? undefined : Math.max(0, Math.round(now - started));
  return {
    SecondaryStatusTransitions: transitions,
    TrainingEndTime: now,
    ...(seconds !== undefined && { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds }),
  };
}
