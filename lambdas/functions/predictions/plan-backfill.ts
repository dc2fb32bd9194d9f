import { dynamoDbClient, s3Client, sqsClient } from '../../adapters/aws/clients';
import { DynamoDbLedgerStore } from '../../adapters/aws/dynamodb-ledger-store';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { SqsMessageQueue } from '../../adapters/aws/sqs-message-queue';
import { fromEnvironment } from '../../adapters/env';
import { createPlanBackfill } from '../../handlers/predictions/transform/plan-backfill';

export const handler = createPlanBackfill({
  objects: new S3ObjectStore(s3Client()),
  store: new DynamoDbLedgerStore(dynamoDbClient(), fromEnvironment('ledgerTable')),
  queue: new SqsMessageQueue(sqsClient(), fromEnvironment('predictionQueueUrl')),
  curatedBucket: fromEnvironment('curatedBucket'),
  predictionsBucket: fromEnvironment('predictionsBucket'),
});
