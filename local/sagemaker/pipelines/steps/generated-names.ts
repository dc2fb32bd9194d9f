import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export const randomText = (length: number, alphabet = ALPHABET): string =>
  [...randomBytes(length)].map(byte => alphabet[byte % alphabet.length]).join('');

/** Ids of executions: twelve small letters and digits, as SageMaker's. */
export const newExecutionId = (): string => randomText(12, ALPHABET.slice(26));

export interface NameRequest {
  readonly executionId: string;
  /** Or the prefix that the arguments give. */
  readonly step: string;
  /** Of tuning jobs 32, of all others 63. */
  readonly longest: number;
}

const RANDOM = 10;

/** `pipelines-<execution>-<step>-<random>`, the step cut to fit; without the first word where that leaves no room. */
export function generatedName({ executionId, step, longest }: NameRequest): string {
  const start = longest < 40 ? executionId : `pipelines-${executionId}`;
  const room = longest - start.length - RANDOM - 2;
  const middle = step
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, room)
    .replace(/^-|-$/g, '');
  return [start, middle, randomText(RANDOM)].filter(part => part !== '').join('-');
}
