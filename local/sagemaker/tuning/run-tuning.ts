import type { TrainingJob } from '../training/training-job';
import type { TrainingJobs } from '../training/training-jobs';
import { bayesianSampler } from './sampling/bayesian-sampler';
import { randomSampler } from './sampling/random-sampler';
import type { Sampler } from './sampling/sampler';
import { trainingJobName, trainingRequest } from './training-request';
import { samplerTrials, type TrainingTrial, trainingTrial } from './training-trials';
import type { TuningJob } from './tuning-job';
import { type TuningPlan, tuningPlan } from './tuning-plan';

/** SageMaker gives a tuning job up after so many training jobs without an objective. */
const MOST_FUTILE = 5;

/** Ends a tuning job as Failed, with this as its FailureReason. */
export class TuningFailure extends Error {
  override readonly name = 'TuningFailure';
}

export interface TuningEffects {
  readonly trainings: Pick<TrainingJobs, 'create' | 'stop' | 'runner'>;
  /** Training jobs of this tuning job, oldest first. */
  children(): readonly TrainingJob[];
  tags(): TuningTags;
  isStopping(): boolean;
  /** The laptop cloud stops: nothing more may be started or written. */
  isKilled(): boolean;
}

type TuningTags = Parameters<typeof trainingRequest>[1]['tags'];

/** One tuning job: starts training jobs, as many at a time as it may, each with what the trials so far suggest. */
export class TuningRun {
  private readonly plan: TuningPlan;
  private readonly sampler: Sampler;
  private launched = 0;

  constructor(
    private readonly job: TuningJob,
    private readonly effects: TuningEffects,
  ) {
    this.plan = tuningPlan(job);
    this.sampler = job.HyperParameterTuningJobConfig.Strategy === 'Bayesian' ? bayesianSampler : randomSampler;
  }

  /** @throws TuningFailure when no training job gives an objective, SageMakerError when one can't be started */
  async run(): Promise<'Completed' | 'Stopped'> {
    const running = new Set<Promise<void>>();
    try {
      while (!this.effects.isKilled()) {
        while (this.mayLaunch(running.size)) {
          const name = await this.launch();
          const ended = this.effects.trainings.runner.ended(name).finally(() => running.delete(ended));
          running.add(ended);
        }
        if (running.size === 0) break;
        await Promise.race(running);
        if (!this.effects.isStopping()) failIfFutile(this.trials(), this.plan);
      }
    } catch (error) {
      this.stopChildren();
      await Promise.all(running);
      throw error;
    }
    return this.effects.isStopping() ? 'Stopped' : 'Completed';
  }

  stopChildren(): void {
    for (const { TrainingJobName, TrainingJobStatus } of this.effects.children())
      if (TrainingJobStatus === 'InProgress') this.effects.trainings.stop(TrainingJobName);
  }

  private mayLaunch(running: number): boolean {
    const { mostJobs, parallelJobs } = this.plan;
    const isOver = this.effects.isStopping() || this.effects.isKilled();
    return !isOver && running < parallelJobs && this.launched < mostJobs;
  }

  private trials(): readonly TrainingTrial[] {
    return this.effects.children().map(child => trainingTrial(child, this.plan));
  }

  /** @returns the training job's name */
  private async launch(): Promise<string> {
    const { job, plan } = this;
    const index = this.launched++;
    const seed =
      job.HyperParameterTuningJobConfig.RandomSeed ?? `${job.HyperParameterTuningJobArn} ${job.CreationTime}`;
    const trials = samplerTrials(this.trials(), plan);
    const choice = this.sampler({ dimensions: plan.dimensions, seed, index, trials });
    const name = trainingJobName(job, index);
    await this.effects.trainings.create(
      trainingRequest(plan, { name, choice, tags: this.effects.tags() }),
      job.HyperParameterTuningJobArn,
    );
    if (this.effects.isStopping()) this.stopChildren();
    return name;
  }
}

/** SageMaker's words, and what the last training job said. @throws TuningFailure */
export function failIfFutile(
  trials: readonly TrainingTrial[],
  { mostJobs, objective }: Pick<TuningPlan, 'mostJobs' | 'objective'>,
): void {
  const failed = trials.filter(trial => trial.objective === 'Failed');
  if (failed.length < Math.min(MOST_FUTILE, mostJobs) || trials.some(trial => trial.objective === 'Succeeded')) return;
  if (failed.some(({ job }) => job.TrainingJobStatus === 'Completed')) {
    throw new TuningFailure(
      `No objective metrics found after running ${failed.length} training jobs. Please ensure that the custom algorithm is emitting the objective metric as defined by the regular expression provided. The metric is ${objective.MetricName}.`,
    );
  }
  const last = failed.at(-1)?.job;
  const words = `${last?.TrainingJobName}: ${last?.FailureReason ?? last?.TrainingJobStatus}`.slice(0, 800);
  throw new TuningFailure(
    `No training job succeeded after ${failed.length} attempts. Please take a look at the training job failures to get more details. The last: ${words}`,
  );
}
