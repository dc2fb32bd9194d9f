import {
  ListPipelineExecutionStepsCommand,
  ListPipelineParametersForExecutionCommand,
  type PipelineExecutionStep,
  type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
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

  async answersOf(executionArn: string, step: string): Promise<Readonly<Record<string, string>> | null> {
    let NextToken: string | undefined;
    do {
      const page = await this.stepPage(executionArn, NextToken);
      const found = page?.PipelineExecutionSteps?.find(({ StepName }) => StepName === step);
      if (found) return answersIn(found);
      NextToken = page?.NextToken;
    } while (NextToken !== undefined);
    return null;
  }

  private page(PipelineExecutionArn: string, NextToken: string | undefined) {
    const input = { PipelineExecutionArn, ...(NextToken !== undefined && { NextToken }) };
    return orNull(this.client.send(new ListPipelineParametersForExecutionCommand(input)));
  }

  private stepPage(PipelineExecutionArn: string, NextToken: string | undefined) {
    const input = { PipelineExecutionArn, ...(NextToken !== undefined && { NextToken }) };
    return orNull(this.client.send(new ListPipelineExecutionStepsCommand(input)));
  }
}

function answersIn({ Metadata }: PipelineExecutionStep): Readonly<Record<string, string>> | null {
  const answers = Metadata?.Lambda?.OutputParameters;
  return answers ? Object.fromEntries(answers.map(({ Name = '', Value = '' }) => [Name, Value])) : null;
}

/** Null for an execution that is gone. */
async function orNull<Page>(answer: Promise<Page>): Promise<Page | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('ResourceNotFound')) return null;
    throw error;
  }
}
