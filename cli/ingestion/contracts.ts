import config from '../../everloop.config';
import { type IngestionContracts, ingestionContractsSchema } from '../../lambdas/contracts/ingestion-contract';
import { workloads } from '../../lib/workloads';

/**
 * The contracts that a deploy of this checkout gives its functions. The same as `contractsOf(config)` of
 * lib/everloop-app, which loads the CDK (0.9 s) besides.
 */
export function configuredContracts(): IngestionContracts {
  const settings: Readonly<Record<string, unknown>> = config.workloads;
  return ingestionContractsSchema.parse(
    Object.fromEntries(workloads.map(({ id, ingestion }) => [id, ingestion(settings[id] as never)])),
  );
}
