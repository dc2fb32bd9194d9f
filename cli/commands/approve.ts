import { decideCommand } from '../registry/decide-command';

/** A person's yes to a version. */
export const command = decideCommand({
  name: 'approve',
  approval: 'Approved',
  description: 'Approve a version of a model, with your name and reason; `reject` undoes it',
  reason: 'better on every class, looked at the confusions',
});
