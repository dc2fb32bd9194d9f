import { createHash } from 'node:crypto';
import {
  DescribePipelineExecutionCommand,
  ListPipelineExecutionStepsCommand,
  type PipelineExecutionStep,
  type SageMakerClient,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import type { Execution, ExecutionStatus, ExecutionStep } from '../../domain/training/execution';
import type { PipelineExecutions, StartRequest } from '../../ports/pipeline-executions';

/** Executions of SageMaker pipelines. */
export class SageMakerPipelineExecutions implements PipelineExecutions {
  /** @param pipelineOf name of a workload's pipeline */
  constructor(
    private readonly client: SageMakerClient,
    private readonly pipelineOf: (workload: string) => string,
  ) {}

  async start({ workload, parameters, correlationId }: StartRequest): Promise<string> {
    const { PipelineExecutionArn } = await this.client.send(
      new StartPipelineExecutionCommand({
        PipelineName: this.pipelineOf(workload),
        PipelineExecutionDisplayName: correlationId.slice(0, 82),
        PipelineParameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
        ClientRequestToken: tokenOf(correlationId),
      }),
    );
    return PipelineExecutionArn ?? '';
  }

  async describe(arn: string): Promise<Execution | null> {
    try {
      const found = await this.client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
      const { FailureReason: failureReason } = found;
      return {
        arn,
        status: found.PipelineExecutionStatus as ExecutionStatus,
        startedAt: found.CreationTime ?? new Date(0),
        ...(failureReason !== undefined && { failureReason }),
      };
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('ResourceNotFound')) return null;
      throw error;
    }
  }

  async steps(arn: string): Promise<ExecutionStep[]> {
    const found: ExecutionStep[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.client.send(
        new ListPipelineExecutionStepsCommand({
          PipelineExecutionArn: arn,
          SortOrder: 'Ascending',
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
      found.push(...(page.PipelineExecutionSteps ?? []).map(stepOf));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return found;
  }
}

/** SageMaker wants 32 to 128 characters. */
const tokenOf = (correlationId: string): string => createHash('sha256').update(correlationId).digest('hex');

function stepOf(step: PipelineExecutionStep): ExecutionStep {
  const { StartTime: startedAt, EndTime: endedAt, FailureReason: failureReason } = step;
  const job = jobOf(step);
  return {
    name: step.StepName ?? '',
    status: step.StepStatus ?? '',
    isCached: step.CacheHitResult?.SourcePipelineExecutionArn !== undefined,
    answers: Object.fromEntries(
      (step.Metadata?.Lambda?.OutputParameters ?? []).map(({ Name = '', Value = '' }) => [Name, Value]),
    ),
    ...(startedAt && { startedAt }),
    ...(endedAt && { endedAt }),
    ...(failureReason && { failureReason }),
    ...(job !== undefined && { job }),
  };
}

function jobOf({ Metadata: of }: PipelineExecutionStep): string | undefined {
  const arn = of?.ProcessingJob?.Arn ?? of?.TrainingJob?.Arn ?? of?.TuningJob?.Arn ?? of?.TransformJob?.Arn;
  return arn?.split('/').at(-1);
}
