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
