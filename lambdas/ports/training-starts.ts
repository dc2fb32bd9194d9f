import type { StartCall } from '../contracts/retraining';

/** Runs of the workflow "Start training". */
export interface TrainingStarts {
  /** The same correlation id starts one run, however often it is asked for. */
  start(call: StartCall): Promise<'started' | 'known'>;
}
