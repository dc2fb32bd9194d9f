import { dynamoDbClient, s3Client, sqsClient } from '../../adapters/aws/clients';
import { DynamoDbLedgerStore } from '../../adapters/aws/dynamodb-ledger-store';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { SqsMessageQueue } from '../../adapters/aws/sqs-message-queue';
import { systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsJournal } from '../../adapters/powertools/counting-journal';
import { createReconcile, type ReconcileResult } from '../../handlers/ingestion/reconcile';

/** Time that the last page and its messages may take. */
const reserveMs = 60_000;

const reconcile = createReconcile({
  objects: new S3ObjectStore(s3Client()),
  store: new DynamoDbLedgerStore(dynamoDbClient(), fromEnvironment('ledgerTable')),
  queue: new SqsMessageQueue(sqsClient(), fromEnvironment('intakeQueueUrl')),
  clock: systemClock,
  journal: new PowertoolsJournal('reconcile'),
  intakeBucket: fromEnvironment('intakeBucket'),
});

export const handler = (_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<ReconcileResult> =>
  reconcile(() => context.getRemainingTimeInMillis() > reserveMs);
