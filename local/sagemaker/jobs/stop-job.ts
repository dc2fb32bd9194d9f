import { validationError } from '../errors';
import { isFinal, type JobStatus } from './job-runner';

export interface StoppableJob {
  /** As AWS's messages call it, e.g. `training job`. */
  readonly kind: string;
  readonly name: string;
  readonly status: JobStatus;
}

/** Stops a job, once. @throws SageMakerError ValidationException when it is over */
export function stopJob({ kind, name, status }: StoppableJob, runner: { stop(name: string): void }): void {
  if (status === 'Stopping') return;
  if (isFinal(status)) throw validationError(`The request was rejected because the ${kind} is in status ${status}.`);
  runner.stop(name);
}
