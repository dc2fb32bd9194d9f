import { type IngestionContracts, ingestionContractsSchema } from '../../../lambdas/contracts/ingestion-contract';

/** One workload of each kind, with small limits. */
export const contracts: IngestionContracts = ingestionContractsSchema.parse({
  'product-images': { kind: 'images', classes: ['bags', 'footwear'], policy: { maxBytes: 100_000, gps: 'strip' } },
  'traffic-volume': {
    kind: 'rows',
    policy: {
      columns: [
        { name: 'at', type: 'timestamp' },
        { name: 'cars', type: 'integer', minimum: 0 },
      ],
      timeColumn: 'at',
      stepMinutes: 60,
    },
  },
});
