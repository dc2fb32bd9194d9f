import { holdCommand } from '../retraining/hold-command';

/** Nothing trains a workload by itself. */
export const command = holdCommand({
  name: 'hold',
  description: 'Hold the retraining of a workload: no alarm, schedule or new data starts one',
  reason: 'the labels of June are wrong',
});
