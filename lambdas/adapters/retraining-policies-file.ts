import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type RetrainingPolicies,
  retrainingPoliciesFileName,
  retrainingPoliciesSchema,
} from '../contracts/retraining-policy';

/** The policies that synth wrote beside the bundled handler. @throws when the file is missing or invalid. */
export function readRetrainingPolicies(folder: string): RetrainingPolicies {
  return retrainingPoliciesSchema.parse(JSON.parse(readFileSync(join(folder, retrainingPoliciesFileName), 'utf8')));
}
