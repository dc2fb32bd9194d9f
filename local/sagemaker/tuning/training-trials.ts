import type { TrainingJob } from '../training/training-job';
import type { Trial } from './sampling/sampler';
import type { TuningPlan } from './tuning-plan';

/** How one training job of a tuning job counts. */
export interface TrainingTrial {
  readonly job: TrainingJob;
  /** Those that tuning chose. */
  readonly tuned: Readonly<Record<string, string>>;
  readonly objective: 'Succeeded' | 'Pending' | 'Failed';
  /** The objective metric's last value; given where the objective succeeded. */
  readonly value: number | undefined;
}

type Read = Pick<TuningPlan, 'dimensions' | 'objective'>;

export function trainingTrial(job: TrainingJob, { dimensions, objective }: Read): TrainingTrial {
  const tuned = Object.fromEntries(dimensions.map(({ name }) => [name, job.HyperParameters?.[name] ?? '']));
  const { TrainingJobStatus: status, FinalMetricDataList = [] } = job;
  if (status === 'InProgress' || status === 'Stopping') return { job, tuned, objective: 'Pending', value: undefined };
  const value = FinalMetricDataList.find(({ MetricName }) => MetricName === objective.MetricName)?.Value;
  const succeeded = status === 'Completed' && value !== undefined;
  return succeeded
    ? { job, tuned, objective: 'Succeeded', value }
    : { job, tuned, objective: 'Failed', value: undefined };
}

/** The best is the lowest. */
export const lossOf = (value: number, { objective }: Read): number => (objective.Type === 'Minimize' ? value : -value);

/** What a sampler learns from: failed trials teach nothing. */
export function samplerTrials(trials: readonly TrainingTrial[], read: Read): readonly Trial[] {
  return trials
    .filter(({ objective }) => objective !== 'Failed')
    .map(({ tuned, value }) => ({ choice: tuned, loss: value === undefined ? undefined : lossOf(value, read) }));
}

/** Of equal ones the first. */
export function bestTrial(trials: readonly TrainingTrial[], read: Read): TrainingTrial | undefined {
  let best: { readonly trial: TrainingTrial; readonly loss: number } | undefined;
  for (const trial of trials) {
    const loss = trial.value === undefined ? Number.POSITIVE_INFINITY : lossOf(trial.value, read);
    if (loss < (best?.loss ?? Number.POSITIVE_INFINITY)) best = { trial, loss };
  }
  return best?.trial;
}

export function counters(trials: readonly TrainingTrial[]) {
  const jobs = (accepts: (job: TrainingJob) => boolean) => trials.filter(({ job }) => accepts(job)).length;
  const objectives = (wanted: TrainingTrial['objective']) => trials.filter(one => one.objective === wanted).length;
  const isRetryable = (job: TrainingJob) => job.FailureReason?.startsWith('InternalServerError') ?? false;
  return {
    TrainingJobStatusCounters: {
      Completed: jobs(job => job.TrainingJobStatus === 'Completed'),
      InProgress: jobs(job => ['InProgress', 'Stopping'].includes(job.TrainingJobStatus)),
      RetryableError: jobs(job => job.TrainingJobStatus === 'Failed' && isRetryable(job)),
      NonRetryableError: jobs(job => job.TrainingJobStatus === 'Failed' && !isRetryable(job)),
      Stopped: jobs(job => job.TrainingJobStatus === 'Stopped'),
    },
    ObjectiveStatusCounters: {
      Succeeded: objectives('Succeeded'),
      Pending: objectives('Pending'),
      Failed: objectives('Failed'),
    },
  };
}

/** As ListTrainingJobsForHyperParameterTuningJob and BestTrainingJob show it. */
export function trialSummary({ job, tuned, objective, value }: TrainingTrial, { objective: wanted }: Read): object {
  return {
    TrainingJobName: job.TrainingJobName,
    TrainingJobArn: job.TrainingJobArn,
    CreationTime: job.CreationTime,
    ...(job.TrainingStartTime !== undefined && { TrainingStartTime: job.TrainingStartTime }),
    ...(job.TrainingEndTime !== undefined && { TrainingEndTime: job.TrainingEndTime }),
    TrainingJobStatus: job.TrainingJobStatus,
    TunedHyperParameters: tuned,
    ...(job.FailureReason && { FailureReason: job.FailureReason }),
    ...(value !== undefined && {
      FinalHyperParameterTuningJobObjectiveMetric: { Type: wanted.Type, MetricName: wanted.MetricName, Value: value },
    }),
    ObjectiveStatus: objective,
  };
}
