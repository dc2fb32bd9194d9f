import type { Execution, ExecutionStep } from '../../domain/training/execution';
import type { PipelineExecutions, StartRequest } from '../../ports/pipeline-executions';

/** Executions that begin and then do what a test says. */
export class MemoryPipelineExecutions implements PipelineExecutions {
  /** By ARN. */
  readonly executions = new Map<string, Execution>();
  readonly started: StartRequest[] = [];
  readonly stopped: { readonly arn: string; readonly token: string }[] = [];
  readonly stepsOf = new Map<string, ExecutionStep[]>();

  async start(request: StartRequest): Promise<string> {
    const arn = `arn:aws:sagemaker:us-east-1:000000000000:pipeline/${request.workload}/execution/${request.correlationId}`;
    if (!this.executions.has(arn)) {
      this.started.push(request);
      this.executions.set(arn, { arn, status: 'Executing', startedAt: new Date() });
    }
    return arn;
  }

  async describe(arn: string): Promise<Execution | null> {
    return this.executions.get(arn) ?? null;
  }

  async find(workload: string, id: string): Promise<Execution | null> {
    return (
      [...this.executions.values()].find(({ arn }) => arn.endsWith(`:pipeline/${workload}/execution/${id}`)) ?? null
    );
  }

  async *newest(workload: string): AsyncIterable<Execution> {
    const own = [...this.executions.values()].filter(({ arn }) => arn.includes(`:pipeline/${workload}/`));
    yield* own.sort((one, other) => other.startedAt.getTime() - one.startedAt.getTime());
  }

  async stop(arn: string, token: string): Promise<void> {
    const execution = this.executions.get(arn);
    if (!execution) throw new Error(`executions: execution must exist, got ${arn}; list them`);
    this.stopped.push({ arn, token });
    this.executions.set(arn, { ...execution, status: 'Stopping' });
  }

  async steps(arn: string): Promise<ExecutionStep[]> {
    return this.stepsOf.get(arn) ?? [];
  }
}
