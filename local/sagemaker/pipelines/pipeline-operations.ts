import { type WarmingWorld, warmImages } from '../containers/warm-images';
import { conflict } from '../errors';
import type { Operations } from '../operations';
import { type ListRequest, listPage } from '../store/list-page';
import type { World } from '../world';
import type { PipelineEngine } from './engine/pipeline-engine';
import type { CreatePipelineRequest, Pipeline, UpdatePipelineRequest } from './pipeline';
import type { Pipelines } from './pipelines';

interface Named {
  readonly PipelineName: string;
}

interface ListPipelines extends ListRequest {
  readonly PipelineNamePrefix?: string;
  readonly CreatedAfter?: number;
  readonly CreatedBefore?: number;
}

/** @throws SageMakerError ConflictException while executions are under way; those that are over go with the pipeline */
function deletePipeline(name: string, pipelines: Pipelines, engine: PipelineEngine): object {
  const { PipelineArn } = pipelines.get(name);
  if (engine.isBusy(PipelineArn)) {
    throw conflict(`Pipeline ${PipelineArn} has executions under way; stop them with StopPipelineExecution first.`);
  }
  pipelines.delete(name);
  engine.executions.forget(PipelineArn);
  return { PipelineArn };
}

export function pipelineOperations(
  world: Pick<World, 'api'> & WarmingWorld,
  pipelines: Pipelines,
  engine: PipelineEngine,
): Operations {
  const { api } = world;
  const warmed = ({ PipelineArn, PipelineDefinition }: Pipeline) => {
    void warmImages(world, PipelineDefinition);
    return { PipelineArn };
  };
  return {
    CreatePipeline: async (request: CreatePipelineRequest) => warmed(await pipelines.create(request)),
    UpdatePipeline: async (request: UpdatePipelineRequest) => warmed(await pipelines.update(request)),
    DescribePipeline: ({ PipelineName }: Named) =>
      api.pick('DescribePipelineResponse', { ...pipelines.get(PipelineName) }),
    DeletePipeline: ({ PipelineName }: Named) => deletePipeline(PipelineName, pipelines, engine),
    ListPipelines: ({ PipelineNamePrefix = '', CreatedAfter, CreatedBefore, ...rest }: ListPipelines) => {
      const times = { CreationTimeAfter: CreatedAfter, CreationTimeBefore: CreatedBefore } as ListRequest;
      const request = { ...rest, ...times };
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
