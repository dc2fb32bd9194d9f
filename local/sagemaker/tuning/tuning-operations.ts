import type { Operations } from '../operations';
import { type Listing, type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import { counters, type TrainingTrial, trialSummary } from './training-trials';
import type { CreateTuningJobRequest, TuningJob } from './tuning-job';
import type { TuningJobs } from './tuning-jobs';
import { tuningPlan } from './tuning-plan';

interface Named {
  readonly HyperParameterTuningJobName: string;
}

interface ListJobs extends ListRequest {
  readonly StatusEquals?: string;
}

export function tuningOperations({ api }: Pick<World, 'api'>, jobs: TuningJobs): Operations {
  return {
    CreateHyperParameterTuningJob: (request: CreateTuningJobRequest) => ({
      HyperParameterTuningJobArn: jobs.create(request).HyperParameterTuningJobArn,
    }),
    DescribeHyperParameterTuningJob: ({ HyperParameterTuningJobName }: Named) =>
      jobs.describe(HyperParameterTuningJobName),
    StopHyperParameterTuningJob: ({ HyperParameterTuningJobName }: Named) => {
      jobs.stop(HyperParameterTuningJobName);
      return {};
    },
    DeleteHyperParameterTuningJob: ({ HyperParameterTuningJobName }: Named) => {
      jobs.delete(HyperParameterTuningJobName);
      return {};
    },
    ListHyperParameterTuningJobs: ({ SortBy = 'Name', ...request }: ListJobs) => {
      const listing = { ...jobListing, accepts: hasStatus(request.StatusEquals) };
      const { records, NextToken } = listPage(jobs.records.values(), { ...request, SortBy }, listing);
      const summaries = records.map(job => api.pick('HyperParameterTuningJobSummary', summaryOf(job, jobs)));
      return { HyperParameterTuningJobSummaries: summaries, ...(NextToken && { NextToken }) };
    },
    ListTrainingJobsForHyperParameterTuningJob: (request: ListJobs & Named) => {
      const job = jobs.get(request.HyperParameterTuningJobName);
      const { SortBy = 'Name', ...rest } = request;
      const listing = trialListing({ ...rest, SortBy });
      const { records, NextToken } = listPage(jobs.trials(job), { ...rest, SortBy }, listing);
      const plan = tuningPlan(job);
      const summaries = records.map(trial => trialSummary(trial, plan));
      return { TrainingJobSummaries: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

const hasStatus = (wanted: string | undefined) => (job: TuningJob) =>
  wanted === undefined || job.HyperParameterTuningJobStatus === wanted;

function summaryOf(job: TuningJob, jobs: TuningJobs): Record<string, unknown> {
  const { Strategy, ResourceLimits } = job.HyperParameterTuningJobConfig;
  return { ...job, Strategy, ResourceLimits, ...counters(jobs.trials(job)) };
}

const jobListing: Listing<TuningJob> = {
  name: job => job.HyperParameterTuningJobName,
  created: job => job.CreationTime,
  modified: job => job.LastModifiedTime,
  status: job => job.HyperParameterTuningJobStatus,
  defaultOrder: 'Ascending',
};

/** Sorted by their metric, those without one are left out, as in AWS. */
function trialListing({ StatusEquals, SortBy }: ListJobs): Listing<TrainingTrial> {
  return {
    name: ({ job }) => job.TrainingJobName,
    created: ({ job }) => job.CreationTime,
    status: ({ job }) => job.TrainingJobStatus,
    keys: { FinalObjectiveMetricValue: ({ value }) => value ?? 0 },
    accepts: ({ job, value }) =>
      (StatusEquals === undefined || job.TrainingJobStatus === StatusEquals) &&
      (SortBy !== 'FinalObjectiveMetricValue' || value !== undefined),
    defaultOrder: 'Ascending',
  };
}
