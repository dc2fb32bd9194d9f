import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { CreatePipelineRequest, Pipeline, UpdatePipelineRequest } from './pipeline';
import type { Pipelines } from './pipelines';

interface Named {
  readonly PipelineName: string;
}

export function pipelineOperations({ api }: Pick<World, 'api'>, pipelines: Pipelines): Operations {
  return {
    CreatePipeline: async (request: CreatePipelineRequest) => ({
      PipelineArn: (await pipelines.create(request)).PipelineArn,
    }),
    UpdatePipeline: async (request: UpdatePipelineRequest) => ({
      PipelineArn: (await pipelines.update(request)).PipelineArn,
    }),
    DescribePipeline: ({ PipelineName }: Named) =>
      api.pick('DescribePipelineResponse', { ...pipelines.get(PipelineName) }),
    DeletePipeline: ({ PipelineName }: Named) => ({ PipelineArn: pipelines.delete(PipelineName).PipelineArn }),
    ListPipelines: ({
      PipelineNamePrefix = '',
      ...request
    }: ListRequest & { readonly PipelineNamePrefix?: string }) => {
      const listing = { ...byName, accepts: (one: Pipeline) => one.PipelineName.startsWith(PipelineNamePrefix) };
      const { records, NextToken } = listPage(pipelines.records.values(), request, listing);
      const summaries = records.map(one => api.pick('PipelineSummary', { ...one, LastExecutionTime: one.LastRunTime }));
      return { PipelineSummaries: summaries, ...(NextToken && { NextToken }) };
    },
  };
}

const byName = {
  name: (pipeline: Pipeline) => pipeline.PipelineName,
  created: (pipeline: Pipeline) => pipeline.CreationTime,
};
