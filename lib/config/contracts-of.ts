import { type IngestionContracts, ingestionContractsSchema } from '../../lambdas/contracts/ingestion-contract';
import { workloads } from '../workloads';
import type { Config } from './schema';

/** The ingestion contracts of all workloads, with the configuration's settings and every default filled in. */
export function contractsOf(config: Pick<Config, 'workloads'>): IngestionContracts {
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  return ingestionContractsSchema.parse(
    Object.fromEntries(workloads.map(({ id, ingestion }) => [id, ingestion(settings[id] as never)])),
  );
}
