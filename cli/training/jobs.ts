export const jobKinds = ['training', 'processing', 'transform', 'tuning'] as const;
export type JobKind = (typeof jobKinds)[number];

/** A job of SageMaker. */
export interface Job {
  readonly name: string;
  readonly kind: JobKind;
  /** As SageMaker names it: `InProgress`, `Completed`, `Failed`, `Stopping`, `Stopped`. */
  readonly status: string;
  /** When it was asked for. */
  readonly createdAt: Date;
  /** Absent while it runs. */
  readonly endedAt?: Date;
  /** Why it failed, or what the container said at its end. */
  readonly reason?: string;
}

/** The jobs of SageMaker, and where their lines are. */
export interface Jobs {
  /** Of any kind; null when no kind has a job of that name. */
  find(name: string): Promise<Job | null>;
  /** Names of the training jobs that write the job's lines: its own, or those of a tuning job so far. */
  writersOf(job: Job): Promise<readonly string[]>;
}

const groups: Readonly<Record<JobKind, string>> = {
  training: '/aws/sagemaker/TrainingJobs',
  processing: '/aws/sagemaker/ProcessingJobs',
  transform: '/aws/sagemaker/TransformJobs',
  tuning: '/aws/sagemaker/TrainingJobs',
};

/** Log group of a kind of job; streams are `<job>/…`. */
export const logGroupOf = ({ kind }: Pick<Job, 'kind'>): string => groups[kind];

const ended = new Set(['Completed', 'Failed', 'Stopped']);
export const hasEnded = ({ status }: Pick<Job, 'status'>): boolean => ended.has(status);
