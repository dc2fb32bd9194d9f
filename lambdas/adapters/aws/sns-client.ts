import { SNSClient } from '@aws-sdk/client-sns';

/** A file of its own: only functions that import it carry it. Retries as in clients.ts. */
export const snsClient = (): SNSClient => new SNSClient({ maxAttempts: 6 });
