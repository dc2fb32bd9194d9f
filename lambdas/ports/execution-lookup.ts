/** Pipeline executions, as SageMaker knows them. */
export interface ExecutionLookup {
  /** The value of each parameter, defaults included; null when there is no such execution (any more). */
  parametersOf(executionArn: string): Promise<Readonly<Record<string, string>> | null>;
  /** What the function of a Lambda step answered; null when there is no such step (any more) or it has no answer. */
  answersOf(executionArn: string, step: string): Promise<Readonly<Record<string, string>> | null>;
}
