import { ListPipelineParametersForExecutionCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { ExecutionLookup } from '../../ports/execution-lookup';

export class SageMakerExecutionLookup implements ExecutionLookup {
  constructor(private readonly client: SageMakerClient) {}

  async parametersOf(executionArn: string): Promise<Readonly<Record<string, string>> | null> {
    const parameters: Record<string, string> = {};
    let NextToken: string | undefined;
    do {
      const page = await this.page(executionArn, NextToken);
      if (page === null) return null;
      for (const { Name = '', Value = '' } of page.PipelineParameters ?? []) parameters[Name] = Value;
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return parameters;
  }

  private async page(PipelineExecutionArn: string, NextToken: string | undefined) {
    try {
      const input = { PipelineExecutionArn, ...(NextToken !== undefined && { NextToken }) };
      return await this.client.send(new ListPipelineParametersForExecutionCommand(input));
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('ResourceNotFound')) return null;
      throw error;
    }
  }
}
