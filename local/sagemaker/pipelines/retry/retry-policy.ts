import type { RetriedError, RetryPolicy } from '../../../../pipeline/definition/steps/step-options';

/** IntervalSeconds and BackoffRate may be left out of a definition. */
export type GivenPolicy = Pick<RetryPolicy, 'ExceptionType'> & Partial<RetryPolicy>;

/** Faults of calls are retried without a policy, too. */
const automatic: GivenPolicy = { ExceptionType: ['Step.SERVICE_FAULT', 'Step.THROTTLING'] };
const defaults = { IntervalSeconds: 1, BackoffRate: 2 };
const DEFAULT_ATTEMPTS = 5;

export interface Failure {
  readonly exception: RetriedError | undefined;
  /** Since the first attempt began. */
  readonly elapsedSeconds: number;
}

/** Decides on the retries of one step ("Retry Policy for Pipeline Steps" in the SageMaker developer guide). */
export class Retries {
  private readonly policies: readonly GivenPolicy[];
  private readonly used = new Map<GivenPolicy, number>();

  constructor(given: readonly GivenPolicy[] = []) {
    this.policies = [...given, automatic];
  }

  /** Seconds until the next attempt; undefined when there is none. */
  next({ exception, elapsedSeconds }: Failure): number | undefined {
    const policy = this.policies.find(one => exception && one.ExceptionType.includes(exception));
    if (!policy) return undefined;
    const used = this.used.get(policy) ?? 0;
    const { IntervalSeconds: interval, BackoffRate: rate } = { ...defaults, ...policy };
    const seconds = interval * rate ** used;
    const { ExpireAfterMin: minutes } = policy;
    const most = policy.MaxAttempts ?? (minutes === undefined ? DEFAULT_ATTEMPTS : Number.POSITIVE_INFINITY);
    if (used >= most || (minutes !== undefined && elapsedSeconds + seconds > minutes * 60)) return undefined;
    this.used.set(policy, used + 1);
    return seconds;
  }
}
