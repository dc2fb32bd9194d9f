import { dynamoDbClient, s3Client } from '../../adapters/aws/clients';
import { DynamoDbLedgerStore } from '../../adapters/aws/dynamodb-ledger-store';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { randomTokens, systemClock } from '../../adapters/clock';
import { readContracts } from '../../adapters/contracts-file';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsJournal } from '../../adapters/powertools/counting-journal';
import { decodeShrunk } from '../../adapters/sharp-decoder';
import { createImageValidator } from '../../domain/images/validate-image';
import { createGate } from '../../domain/weighted-gate';
import { judgesFor } from '../../handlers/ingestion/judges';
import { Ledger } from '../../handlers/ingestion/ledger';
import { createValidateBatch } from '../../handlers/ingestion/validate-batch';

const contracts = readContracts(__dirname);
/** One object of the largest size, or many photos; decoded pixels are bounded by the decoder. */
const bytesInFlight = 32 * 1024 * 1024;

const store = new DynamoDbLedgerStore(dynamoDbClient(), fromEnvironment('ledgerTable'));

export const handler = createValidateBatch({
  objects: new S3ObjectStore(s3Client()),
  ledger: new Ledger(store, systemClock, randomTokens),
  contracts,
  judgeOf: judgesFor(contracts, createImageValidator({ decode: decodeShrunk })),
  memory: createGate(bytesInFlight),
  today: systemClock.now,
  journal: new PowertoolsJournal('validate-batch'),
});
