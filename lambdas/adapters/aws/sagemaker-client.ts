import { SageMakerClient } from '@aws-sdk/client-sagemaker';

/** A file of its own: the client is large, and only functions that import it carry it. Retries as in clients.ts. */
export const sageMakerClient = (): SageMakerClient => new SageMakerClient({ maxAttempts: 6 });
