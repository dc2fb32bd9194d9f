import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractsFileName, type IngestionContracts, ingestionContractsSchema } from '../contracts/ingestion-contract';

/** The ingestion contracts that synth wrote beside the bundled handler. @throws when the file is missing or invalid. */
export function readContracts(folder: string): IngestionContracts {
  return ingestionContractsSchema.parse(JSON.parse(readFileSync(join(folder, contractsFileName), 'utf8')));
}
