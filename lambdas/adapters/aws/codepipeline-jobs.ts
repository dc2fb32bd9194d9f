import {
  type CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { PipelineJobs } from '../../ports/pipeline-jobs';

export class CodePipelineJobs implements PipelineJobs {
  constructor(private readonly client: CodePipelineClient) {}

  async succeed(jobId: string, variables: Readonly<Record<string, string>>): Promise<void> {
    const outputVariables = Object.keys(variables).length > 0 ? { outputVariables: { ...variables } } : {};
    await this.client.send(new PutJobSuccessResultCommand({ jobId, ...outputVariables }));
  }

  async fail(jobId: string, message: string): Promise<void> {
    await this.client.send(new PutJobFailureResultCommand({ jobId, failureDetails: { type: 'JobFailed', message } }));
  }
}
