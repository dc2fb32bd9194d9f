import { createHash } from 'node:crypto';
import {
  DescribePipelineCommand,
  DescribePipelineExecutionCommand,
  ListPipelineExecutionStepsCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionStep,
  type PipelineExecutionSummary,
  type SageMakerClient,
  StartPipelineExecutionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-sagemaker';
import { type Execution, type ExecutionStatus, type ExecutionStep, hasEnded } from '../../domain/training/execution';
import type { PipelineExecutions, StartRequest } from '../../ports/pipeline-executions';

/** Most callers look for one of the newest. */
const pageSize = 20;

/** Executions of SageMaker pipelines. */
export class SageMakerPipelineExecutions implements PipelineExecutions {
  /** @param pipelineOf name of a workload's pipeline */
  constructor(
    private readonly client: SageMakerClient,
    private readonly pipelineOf: (workload: string) => string,
  ) {}

  async start(request: StartRequest): Promise<string> {
    try {
      return await this.startOnce(request);
    } catch (error) {
      // A repetition may come with other parameters: the data set or the champion may be others meanwhile.
      const earlier = isConflict(error) ? await this.named(request) : undefined;
      if (earlier === undefined) throw error;
      return earlier;
    }
  }

  /** The execution of a correlation id, among the newest. */
  private async named({ workload, correlationId }: StartRequest): Promise<string | undefined> {
    const page = await this.page(workload, undefined);
    const isIt = ({ PipelineExecutionDisplayName: name }: PipelineExecutionSummary) => name === nameOf(correlationId);
    return page?.PipelineExecutionSummaries?.find(isIt)?.PipelineExecutionArn;
  }

  private async startOnce({ workload, parameters, correlationId }: StartRequest): Promise<string> {
    const { PipelineExecutionArn } = await this.client.send(
      new StartPipelineExecutionCommand({
        PipelineName: this.pipelineOf(workload),
        PipelineExecutionDisplayName: nameOf(correlationId),
        PipelineParameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, Value })),
        ClientRequestToken: tokenOf(correlationId),
      }),
    );
    return PipelineExecutionArn ?? '';
  }

  async describe(arn: string): Promise<Execution | null> {
    try {
      const found = await this.client.send(new DescribePipelineExecutionCommand({ PipelineExecutionArn: arn }));
      const { FailureReason: failureReason, LastModifiedTime: changedAt } = found;
      const status = found.PipelineExecutionStatus as ExecutionStatus;
      return {
        arn,
        status,
        startedAt: found.CreationTime ?? new Date(0),
        ...(hasEnded({ status }) && changedAt && { endedAt: changedAt }),
        ...(failureReason !== undefined && { failureReason }),
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async find(workload: string, id: string): Promise<Execution | null> {
    try {
      const command = new DescribePipelineCommand({ PipelineName: this.pipelineOf(workload) });
      const { PipelineArn } = await this.client.send(command);
      return await this.describe(`${PipelineArn}/execution/${id}`);
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async *newest(workload: string): AsyncIterable<Execution> {
    let NextToken: string | undefined;
    do {
      const page = await this.page(workload, NextToken);
      yield* (page?.PipelineExecutionSummaries ?? []).map(summaryOf);
      NextToken = page?.NextToken;
    } while (NextToken !== undefined);
  }

  async stop(arn: string, token: string): Promise<void> {
    const request = { PipelineExecutionArn: arn, ClientRequestToken: token };
    await this.client.send(new StopPipelineExecutionCommand(request));
  }

  private async page(workload: string, NextToken: string | undefined) {
    try {
      return await this.client.send(
        new ListPipelineExecutionsCommand({
          PipelineName: this.pipelineOf(workload),
          SortBy: 'CreationTime',
          SortOrder: 'Descending',
          MaxResults: pageSize,
          ...(NextToken !== undefined && { NextToken }),
        }),
      );
    } catch (error) {
      if (isMissing(error)) return undefined;
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

/** SageMaker takes so many characters of a display name. */
const nameOf = (correlationId: string): string => correlationId.slice(0, 82);

const isConflict = (error: unknown): boolean => error instanceof Error && error.name.startsWith('Conflict');

const isMissing = (error: unknown): boolean => error instanceof Error && error.name.startsWith('ResourceNotFound');

function summaryOf(summary: PipelineExecutionSummary): Execution {
  const { PipelineExecutionFailureReason: failureReason } = summary;
  return {
    arn: summary.PipelineExecutionArn ?? '',
    status: summary.PipelineExecutionStatus as ExecutionStatus,
    startedAt: summary.StartTime ?? new Date(0),
    ...(failureReason !== undefined && { failureReason }),
  };
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
