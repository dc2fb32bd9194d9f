import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { findDeployment } from '../../cli/deployment/find-deployment';
import { DynamoDbLedgerStore } from '../../lambdas/adapters/aws/dynamodb-ledger-store';
import { S3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import { type ErrorItem, errorKey, type VersionItem, versionKey } from '../../lambdas/domain/ingestion/ledger-items';
import { everloop } from './laptop-cloud';

/** Generous: the machine may be busy. A healthy flow answers in about a second. */
const patienceMs = 90_000;

/** Everloop as deployed on the tests' laptop cloud. */
export interface DeployedEverloop {
  readonly deployment: Deployment;
  readonly objects: S3ObjectStore;
  /** Puts an object into intake. @returns its version */
  readonly arrive: (key: string, bytes: Uint8Array) => Promise<string>;
  /** Sends a message to the intake queue. @returns its id */
  readonly send: (body: unknown) => Promise<string>;
  /** The outcome of an object version, once there is one. */
  readonly outcomeOf: (key: string, versionId: string) => Promise<VersionItem>;
  /** The last error of a message, or null while there is none. */
  readonly errorOf: (messageId: string) => Promise<ErrorItem | null>;
  readonly ledger: DynamoDbLedgerStore;
}

/** Deploys the stacks onto the cloud of jest's globalSetup; a second test file finds them there. */
export async function deployedEverloop(): Promise<DeployedEverloop> {
  const deployment = await findDeployment('local').catch(() => deploy());
  const objects = new S3ObjectStore(new S3Client());
  const ledger = new DynamoDbLedgerStore(new DynamoDBClient(), deployment.LedgerTable);
  const sqs = new SQSClient();
  const bucket = deployment.IntakeBucket;
  return {
    deployment,
    objects,
    ledger,
    arrive: async (key, bytes) => {
      await objects.put({ bucket, key }, { bytes, contentType: 'application/octet-stream' });
      return (await objects.head({ bucket, key }))?.versionId ?? '';
    },
    send: async body => {
      const MessageBody = typeof body === 'string' ? body : JSON.stringify(body);
      const { MessageId = '' } = await sqs.send(
        new SendMessageCommand({ QueueUrl: deployment.IntakeQueueUrl, MessageBody }),
      );
      return MessageId;
    },
    outcomeOf: (key, versionId) =>
      eventually(`outcome of ${key}`, async () => {
        const [item] = await ledger.read([versionKey(bucket, key, versionId)]);
        return item?.kind === 'version' ? item : null;
      }),
    errorOf: async messageId => {
      const [item] = await ledger.read([errorKey(messageId)]);
      return item?.kind === 'error' ? item : null;
    },
  };
}

async function deploy(): Promise<Deployment> {
  const { code, stderr } = await everloop(['deploy'], { EVERLOOP_STATE: process.env['EVERLOOP_TEST_STATE'] ?? '' });
  if (code !== 0) throw new Error(`everloop deploy ended with ${code}: ${stderr}`);
  return findDeployment('local');
}

/** Polls until `look` finds something. @throws after the deadline, naming what was looked for */
export async function eventually<T>(what: string, look: () => Promise<T | null>, deadlineMs = patienceMs): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (let pause = 50; ; pause = Math.min(pause * 1.5, 1000)) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > end) throw new Error(`${what}: must be there within ${deadlineMs / 1000} s, got nothing`);
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}
