import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { DynamoDbLedgerStore } from '../../adapters/aws/dynamodb-ledger-store';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { randomTokens, systemClock } from '../../adapters/clock';
import { readContracts } from '../../adapters/contracts-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsJournal } from '../../adapters/powertools/counting-journal';
import { readPredictionPlans } from '../../adapters/prediction-plans-file';
import type { PredictionMetric } from '../../contracts/metrics';
import { handleQueuedEvents } from '../../handlers/handle-queued-events';
import { Ledger } from '../../handlers/ingestion/ledger';
import { createJoinLabels } from '../../handlers/predictions/labels/join-labels';
import { lookCaller } from './look-caller';

const store = new DynamoDbLedgerStore(dynamoDbClient(), fromEnvironment('ledgerTable'));
const journal = new PowertoolsJournal<PredictionMetric>('join-labels');

export const handler = handleQueuedEvents(
  journal,
  createJoinLabels({
    objects: new S3ObjectStore(s3Client()),
    store,
    ledger: new Ledger(store, systemClock, randomTokens),
    contracts: readContracts(__dirname),
    plans: readPredictionPlans(__dirname),
    buckets: { curated: fromEnvironment('curatedBucket'), predictions: fromEnvironment('predictionsBucket') },
    quarantineBucket: fromEnvironment('quarantineBucket'),
    looks: lookCaller(__dirname),
    clock: systemClock,
    journal,
  }),
);
