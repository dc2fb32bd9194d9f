import { s3Client } from '../../adapters/aws/clients';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { parquetFormat } from '../../adapters/parquet/parquet-format';
import { PowertoolsLog } from '../../adapters/powertools/journal';
import { readPredictionPlans } from '../../adapters/prediction-plans-file';
import { createGatherRecords, type GatherResult } from '../../handlers/predictions/tables/gather-records';

/** An hour of 100,000 lines takes half of it. */
const reserveMs = 120_000;

const gather = createGatherRecords({
  objects: new S3ObjectStore(s3Client()),
  plans: readPredictionPlans(__dirname),
  predictionsBucket: fromEnvironment('predictionsBucket'),
  format: parquetFormat,
  clock: systemClock,
  journal: new PowertoolsLog('gather-records'),
});

export const handler = (event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<GatherResult> =>
  gather(event, () => context.getRemainingTimeInMillis() > reserveMs);
