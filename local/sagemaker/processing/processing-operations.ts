import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { CreateProcessingJobRequest, ProcessingJob } from './processing-job';
import type { ProcessingJobs } from './processing-jobs';

interface ListJobs extends ListRequest {
  readonly StatusEquals?: string;
}

interface Named {
  readonly ProcessingJobName: string;
}

export function processingOperations({ api }: Pick<World, 'api'>, jobs: ProcessingJobs): Operations {
  return {
    CreateProcessingJob: async (request: CreateProcessingJobRequest) => ({
      ProcessingJobArn: (await jobs.create(request)).ProcessingJobArn,
    }),
    DescribeProcessingJob: ({ ProcessingJobName }: Named) =>
      api.pick('DescribeProcessingJobResponse', { ...jobs.get(ProcessingJobName) }),
    StopProcessingJob: ({ ProcessingJobName }: Named) => {
      jobs.stop(ProcessingJobName);
      return {};
    },
    ListProcessingJobs: (request: ListJobs) => {
      const { records, NextToken } = listPage(jobs.records.values(), request, listing(request.StatusEquals));
      const summaries = records.map(job => api.pick('ProcessingJobSummary', { ...job }));
      return { ProcessingJobSummaries: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

const listing = (wanted: string | undefined) => ({
  name: (job: ProcessingJob) => job.ProcessingJobName,
  created: (job: ProcessingJob) => job.CreationTime,
  modified: (job: ProcessingJob) => job.LastModifiedTime,
  status: (job: ProcessingJob) => job.ProcessingJobStatus,
  accepts: (job: ProcessingJob) => wanted === undefined || job.ProcessingJobStatus === wanted,
});
