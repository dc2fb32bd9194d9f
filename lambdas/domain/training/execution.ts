/** Of an execution of a pipeline. */
export const executionStatuses = ['Executing', 'Stopping', 'Stopped', 'Failed', 'Succeeded'] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export interface Execution {
  /** `arn:…:pipeline/<name>/execution/<id>` */
  readonly arn: string;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  /** Absent while it runs, and in lists. */
  readonly endedAt?: Date;
  /** Why it failed, as SageMaker says it. */
  readonly failureReason?: string;
}

/** What became of one step so far. */
export interface ExecutionStep {
  readonly name: string;
  /** `Starting`, `Executing`, `Stopping`, `Stopped`, `Failed` or `Succeeded`. */
  readonly status: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** Nothing ran: an earlier execution did the same. */
  readonly isCached: boolean;
  readonly failureReason?: string;
  /** Name of the job that it runs. */
  readonly job?: string;
  /** What a function of ours answered. */
  readonly answers: Readonly<Record<string, string>>;
}

/** Last part of an execution's ARN. */
export const executionIdOf = (arn: string): string => arn.split('/').at(-1) ?? arn;

export const hasEnded = ({ status }: Pick<Execution | ExecutionStep, 'status'>): boolean =>
  status === 'Stopped' || status === 'Failed' || status === 'Succeeded';
