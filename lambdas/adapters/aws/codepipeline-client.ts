import { CodePipelineClient } from '@aws-sdk/client-codepipeline';

/** A file of its own: only functions that import it carry it. Retries as in clients.ts. */
export const codePipelineClient = (): CodePipelineClient => new CodePipelineClient({ maxAttempts: 6 });
