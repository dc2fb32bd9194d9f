import { availableParallelism } from 'node:os';
import { type EnvironmentField, environmentNames } from '../contracts/environment';

/** The only place where functions read their environment. @throws when the variable is missing. */
export function fromEnvironment(field: EnvironmentField): string {
  const name = environmentNames[field];
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new Error(`function environment: ${name} must be set, got nothing; grant the function its resource in lib/`);
  }
  return value;
}

/** Of a function's memory; https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const mebibytesPerCore = 1769;

/**
 * Cores that this process has to itself. Lambda shows two whatever a function's memory is, and lends a share of them: a second
 * thread of a function with 2,048 MiB would work a sixth of the time.
 */
export function wholeCores(): number {
  const memoryMiB = Number(process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? Number.POSITIVE_INFINITY);
  return Math.max(1, Math.min(availableParallelism(), Math.floor(memoryMiB / mebibytesPerCore)));
}
