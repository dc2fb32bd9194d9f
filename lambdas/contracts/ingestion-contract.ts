import * as z from 'zod/mini';
import { imagePolicySchema } from './image-policy';
import { rowPolicySchema } from './row-policy';

/** How a workload's input is validated: the data half of the `Workload` seam that crosses to the functions. */
export const ingestionContractSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('images'), classes: z.array(z.string()), policy: imagePolicySchema }),
  z.object({ kind: z.literal('rows'), policy: rowPolicySchema }),
]);

export type IngestionContract = z.infer<typeof ingestionContractSchema>;

/** `workloads.json` in each function's asset: ingestion contracts by workload id. */
export const ingestionContractsSchema = z.record(z.string(), ingestionContractSchema);

export type IngestionContracts = Readonly<Record<string, IngestionContract>>;

/** Name of the file beside each bundled handler that holds the contracts. */
export const contractsFileName = 'workloads.json';
