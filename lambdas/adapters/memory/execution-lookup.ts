import type { ExecutionLookup } from '../../ports/execution-lookup';

export class MemoryExecutionLookup implements ExecutionLookup {
  readonly executions = new Map<string, Readonly<Record<string, string>>>();

  async parametersOf(executionArn: string): Promise<Readonly<Record<string, string>> | null> {
    return this.executions.get(executionArn) ?? null;
  }
}
