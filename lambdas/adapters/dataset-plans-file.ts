import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatasetPlans, datasetPlansFileName, datasetPlansSchema } from '../contracts/training-start';

/** The plans that synth wrote beside the bundled handler. @throws when the file is missing or invalid. */
export function readDatasetPlans(folder: string): DatasetPlans {
  return datasetPlansSchema.parse(JSON.parse(readFileSync(join(folder, datasetPlansFileName), 'utf8')));
}
