import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';

/** Throttling and 5xx answers are retried with the SDK's exponential backoff and jitter: about 3 s in all. */
const retries = { maxAttempts: 6 };

export const s3Client = (): S3Client => new S3Client(retries);
export const dynamoDbClient = (): DynamoDBClient => new DynamoDBClient(retries);
export const sqsClient = (): SQSClient => new SQSClient(retries);
