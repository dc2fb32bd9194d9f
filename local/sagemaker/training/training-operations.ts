import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { CreateTrainingJobRequest, TrainingJob } from './training-job';
import type { TrainingJobs } from './training-jobs';

interface ListJobs extends ListRequest {
  readonly StatusEquals?: string;
}

interface Named {
  readonly TrainingJobName: string;
}

export function trainingOperations({ api }: Pick<World, 'api'>, jobs: TrainingJobs): Operations {
  return {
    CreateTrainingJob: async (request: CreateTrainingJobRequest) => ({
      TrainingJobArn: (await jobs.create(request)).TrainingJobArn,
    }),
    DescribeTrainingJob: ({ TrainingJobName }: Named) =>
      api.pick('DescribeTrainingJobResponse', { ...jobs.get(TrainingJobName) }),
    StopTrainingJob: ({ TrainingJobName }: Named) => {
      jobs.stop(TrainingJobName);
      return {};
    },
    ListTrainingJobs: (request: ListJobs) => {
      const { records, NextToken } = listPage(jobs.records.values(), request, listing(request.StatusEquals));
      const summaries = records.map(job => api.pick('TrainingJobSummary', { ...job }));
      return { TrainingJobSummaries: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

const listing = (wanted: string | undefined) => ({
  name: (job: TrainingJob) => job.TrainingJobName,
  created: (job: TrainingJob) => job.CreationTime,
  modified: (job: TrainingJob) => job.LastModifiedTime,
  status: (job: TrainingJob) => job.TrainingJobStatus,
  accepts: (job: TrainingJob) => wanted === undefined || job.TrainingJobStatus === wanted,
});
