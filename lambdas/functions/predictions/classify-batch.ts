import { dynamoDbClient, s3Client, sqsClient } from '../../adapters/aws/clients';
import { DynamoDbLedgerStore } from '../../adapters/aws/dynamodb-ledger-store';
import { ownEndpoints, ownModelRegistry } from '../../adapters/aws/own-loops';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { sageMakerClient } from '../../adapters/aws/sagemaker-client';
import { SageMakerEndpoints, sageMakerRuntimeClient } from '../../adapters/aws/sagemaker-endpoints';
import { SqsMessageQueue } from '../../adapters/aws/sqs-message-queue';
import { randomTokens, systemClock } from '../../adapters/clock';
import { fromEnvironment } from '../../adapters/env';
import { PowertoolsJournal } from '../../adapters/powertools/counting-journal';
import { readPredictionPlans } from '../../adapters/prediction-plans-file';
import { classificationSeconds } from '../../contracts/classification-times';
import type { PredictionMetric } from '../../contracts/metrics';
import { Ledger } from '../../handlers/ingestion/ledger';
import { createClassifyBatch } from '../../handlers/predictions/classify-batch';
import { createCorrelationLookup } from '../../handlers/predictions/correlation-lookup';
import { lookCaller } from './look-caller';

const store = new DynamoDbLedgerStore(dynamoDbClient(), fromEnvironment('ledgerTable'));
const sqs = sqsClient();
const journal = new PowertoolsJournal<PredictionMetric>('classify-batch');

export const handler = createClassifyBatch({
  objects: new S3ObjectStore(s3Client()),
  ledger: new Ledger(store, systemClock, randomTokens),
  store,
  plans: readPredictionPlans(__dirname),
  endpoints: new SageMakerEndpoints(sageMakerRuntimeClient()),
  endpointOf: ownEndpoints('production'),
  correlationOf: createCorrelationLookup(ownModelRegistry(sageMakerClient()), journal),
  queue: new SqsMessageQueue(sqs, fromEnvironment('predictionQueueUrl')),
  labelQueue: new SqsMessageQueue(sqs, fromEnvironment('labelQueueUrl')),
  looks: lookCaller(__dirname),
  longestWaitSeconds: Number(fromEnvironment('longestWait')),
  predictionsBucket: fromEnvironment('predictionsBucket'),
  clock: systemClock,
  askingEnds: () => AbortSignal.timeout(classificationSeconds.asking * 1000),
  journal,
});
