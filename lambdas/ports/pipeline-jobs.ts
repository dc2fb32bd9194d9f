/** How a function tells CodePipeline that its action is over. */
export interface PipelineJobs {
  /** @param variables that later actions may read */
  succeed(jobId: string, variables: Readonly<Record<string, string>>): Promise<void>;
  fail(jobId: string, message: string): Promise<void>;
}
