import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PredictionPlans, predictionPlansFileName, predictionPlansSchema } from '../contracts/prediction-plan';

/** The plans that synth wrote beside the bundled handler. @throws when the file is missing or invalid. */
export function readPredictionPlans(folder: string): PredictionPlans {
  return predictionPlansSchema.parse(JSON.parse(readFileSync(join(folder, predictionPlansFileName), 'utf8')));
}
