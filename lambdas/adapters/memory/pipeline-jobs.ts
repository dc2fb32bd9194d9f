import type { PipelineJobs } from '../../ports/pipeline-jobs';

export class MemoryPipelineJobs implements PipelineJobs {
  readonly succeeded = new Map<string, Readonly<Record<string, string>>>();
  readonly failed = new Map<string, string>();

  async succeed(jobId: string, variables: Readonly<Record<string, string>>): Promise<void> {
    this.succeeded.set(jobId, variables);
  }

  async fail(jobId: string, message: string): Promise<void> {
    this.failed.set(jobId, message);
  }
}
