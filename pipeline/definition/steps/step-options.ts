export interface CacheConfig {
  readonly Enabled: boolean;
  /** ISO 8601 duration, such as P30D. */
  readonly ExpireAfter?: string;
}

export interface RetryPolicy {
  readonly ExceptionType: readonly RetriedError[];
  readonly IntervalSeconds: number;
  readonly BackoffRate: number;
  readonly MaxAttempts?: number;
  readonly ExpireAfterMin?: number;
}

export type RetriedError =
  | 'Step.SERVICE_FAULT'
  | 'Step.THROTTLING'
  | 'SageMaker.JOB_INTERNAL_ERROR'
  | 'SageMaker.CAPACITY_ERROR'
  | 'SageMaker.RESOURCE_LIMIT';

/** What every step that runs a job may have beside its arguments. */
export interface JobStepOptions {
  readonly name: string;
  /** Steps that must end before this one, where no value of theirs is used. */
  readonly dependsOn?: readonly string[];
  readonly cache?: CacheConfig;
  readonly retry?: readonly RetryPolicy[];
}

/** Members in a fixed order, those that were not given left out. */
export const optionMembers = ({ dependsOn, cache, retry }: Omit<JobStepOptions, 'name'>) => ({
  ...(dependsOn && { DependsOn: dependsOn }),
  ...(cache && { CacheConfig: cache }),
  ...(retry && { RetryPolicies: retry }),
});

/** Faults of AWS, not of the job: throttled or broken calls for ten minutes, missing machines for an hour. */
export const patience: readonly RetryPolicy[] = [
  { ExceptionType: ['Step.SERVICE_FAULT', 'Step.THROTTLING'], IntervalSeconds: 10, BackoffRate: 2, MaxAttempts: 6 },
  {
    ExceptionType: ['SageMaker.JOB_INTERNAL_ERROR', 'SageMaker.CAPACITY_ERROR', 'SageMaker.RESOURCE_LIMIT'],
    IntervalSeconds: 120,
    BackoffRate: 1.5,
    ExpireAfterMin: 60,
  },
];

/** A step whose inputs did not change for so many days is not run again; 0: always. */
export const cacheFor = (days: number): CacheConfig =>
  days === 0 ? { Enabled: false } : { Enabled: true, ExpireAfter: `P${days}D` };
