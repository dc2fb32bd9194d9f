import { decideCommand } from '../registry/decide-command';

/** A person's no to a version. */
export const command = decideCommand({
  name: 'reject',
  approval: 'Rejected',
  description: 'Reject a version of a model, with your name and reason; `approve` undoes it',
  reason: 'takes sandals for bags',
});
