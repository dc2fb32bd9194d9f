import { holdCommand } from '../retraining/hold-command';

/** A hold ends. */
export const command = holdCommand({
  name: 'release-hold',
  description: 'Let the retraining of a workload go on; alarms that stayed meanwhile are looked at at once',
  reason: 'the labels are corrected',
});
