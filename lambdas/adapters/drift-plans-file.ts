import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DriftPlans, driftPlansFileName, driftPlansSchema } from '../contracts/drift-policy';

/** The plans that synth wrote beside the bundled handler. @throws when the file is missing or invalid. */
export function readDriftPlans(folder: string): DriftPlans {
  return driftPlansSchema.parse(JSON.parse(readFileSync(join(folder, driftPlansFileName), 'utf8')));
}
