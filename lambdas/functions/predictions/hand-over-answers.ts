import { s3Client, sqsClient } from '../../adapters/aws/clients';
import { S3ObjectStore } from '../../adapters/aws/s3-object-store';
import { SqsMessageQueue } from '../../adapters/aws/sqs-message-queue';
import { fromEnvironment } from '../../adapters/env';
import { createHandOverAnswers } from '../../handlers/predictions/transform/hand-over-answers';

export const handler = createHandOverAnswers({
  objects: new S3ObjectStore(s3Client()),
  queue: new SqsMessageQueue(sqsClient(), fromEnvironment('predictionQueueUrl')),
  curatedBucket: fromEnvironment('curatedBucket'),
  predictionsBucket: fromEnvironment('predictionsBucket'),
});
