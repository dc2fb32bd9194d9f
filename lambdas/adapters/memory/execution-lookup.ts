import type { ExecutionLookup } from '../../ports/execution-lookup';

export class MemoryExecutionLookup implements ExecutionLookup {
  readonly executions = new Map<string, Readonly<Record<string, string>>>();

  async parametersOf(executionArn: string): Promise<Readonly<Record<string, string>> | null> {
    return this.executions.get(executionArn) ?? null;
  }

  /** By `<execution ARN> <step>`. */
  readonly answers = new Map<string, Readonly<Record<string, string>>>();

  async answersOf(executionArn: string, step: string): Promise<Readonly<Record<string, string>> | null> {
    return this.answers.get(`${executionArn} ${step}`) ?? null;
  }
}
