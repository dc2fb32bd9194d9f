import { createHash } from 'node:crypto';

/** Eight hexadecimal digits of an execution's name, which may be too long for the names of models and jobs. */
export const runId = (execution: string): string => createHash('sha256').update(execution).digest('hex').slice(0, 8);
