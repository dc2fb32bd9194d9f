import type { RetriedError } from '../../../../pipeline/definition/steps/step-options';

/** FailureReason of a step is at most 1024 characters. */
const LONGEST = 1024;

/** Ends a step as Failed with a FailureReason. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(
    reason: string,
    /** What a retry policy may name. */
    readonly exception?: RetriedError,
    readonly timedOut = false,
  ) {
    super(reason.slice(0, LONGEST));
  }
}

/** What became of a step that ran when the service died. */
export const interrupted = (): StepFailed =>
  new StepFailed('InternalServerError: the laptop cloud was stopped while the step ran; retry the pipeline execution.');

/** Ends a step as Stopped: the execution was asked to stop. */
export class StepStopped extends Error {
  override readonly name = 'StepStopped';
}
