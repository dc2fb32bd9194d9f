import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { DynamoDbLedgerStore } from '../../adapters/aws/dynamodb-ledger-store';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { randomTokens, systemClock } from '../../adapters/clock';
import { readContracts } from '../../adapters/contracts-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsJournal } from '../../adapters/powertools/counting-journal';
import { Ledger } from '../../handlers/ingestion/ledger';
import { createPlaceBatch } from '../../handlers/ingestion/place-batch';

const store = new DynamoDbLedgerStore(dynamoDbClient(), fromEnvironment('ledgerTable'));

export const handler = createPlaceBatch({
  objects: new S3ObjectStore(s3Client()),
  ledger: new Ledger(store, systemClock, randomTokens),
  contracts: readContracts(__dirname),
  clock: systemClock,
  buckets: { curated: fromEnvironment('curatedBucket'), quarantine: fromEnvironment('quarantineBucket') },
  journal: new PowertoolsJournal('place-batch'),
});
