import config from '../../everloop.config';
import type { IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { contractsOf } from '../../lib/config/contracts-of';

/** The contracts that a deploy of this checkout gives its functions. */
export const configuredContracts = (): IngestionContracts => contractsOf(config);
