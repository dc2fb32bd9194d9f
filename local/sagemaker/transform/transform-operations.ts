import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { CreateTransformJobRequest, TransformJob } from './transform-job';
import type { TransformJobs } from './transform-jobs';

interface ListJobs extends ListRequest {
  readonly StatusEquals?: string;
}

interface Named {
  readonly TransformJobName: string;
}

export function transformOperations({ api }: Pick<World, 'api'>, jobs: TransformJobs): Operations {
  return {
    CreateTransformJob: (request: CreateTransformJobRequest) => ({
      TransformJobArn: jobs.create(request).TransformJobArn,
    }),
    DescribeTransformJob: ({ TransformJobName }: Named) =>
      api.pick('DescribeTransformJobResponse', { ...jobs.get(TransformJobName) }),
    StopTransformJob: ({ TransformJobName }: Named) => {
      jobs.stop(TransformJobName);
      return {};
    },
    ListTransformJobs: (request: ListJobs) => {
      const { records, NextToken } = listPage(jobs.records.values(), request, listing(request.StatusEquals));
      const summaries = records.map(job => api.pick('TransformJobSummary', { ...job }));
      return { TransformJobSummaries: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

const listing = (wanted: string | undefined) => ({
  name: (job: TransformJob) => job.TransformJobName,
  created: (job: TransformJob) => job.CreationTime,
  modified: (job: TransformJob) => job.LastModifiedTime,
  status: (job: TransformJob) => job.TransformJobStatus,
  accepts: (job: TransformJob) => wanted === undefined || job.TransformJobStatus === wanted,
});
