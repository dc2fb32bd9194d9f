import type { Caller, Operations } from '../../service/api/operations';
import { cancelOutdated } from '../engine/cancel-outdated';
import type { PipelineEngine } from '../engine/pipeline-engine';
import type { Starter } from '../executions/starter';
import { type PageRequest, pageOf } from '../pages';
import type { World } from '../world';
import { pipelineArn } from './arns';
import type { Pipeline, PipelineDeclaration } from './declaration';
import type { Pipelines } from './pipelines';
import type { Tag, Tags } from './tags';

interface Named {
  readonly name: string;
}

interface Given {
  readonly pipeline: PipelineDeclaration;
  readonly tags?: readonly Tag[];
}

interface Transition {
  readonly pipelineName: string;
  readonly stageName: string;
  readonly transitionType: 'Inbound' | 'Outbound';
  readonly reason?: string;
}

export interface PipelineParts {
  readonly world: World;
  readonly pipelines: Pipelines;
  readonly engine: PipelineEngine;
  readonly tags: Tags;
  readonly starter: Starter;
}

export function pipelineOperations({ world, pipelines, engine, tags, starter }: PipelineParts): Operations {
  return {
    CreatePipeline: async ({ pipeline, tags: given }: Given, { arn: by }: Caller) => {
      const { declaration, arn } = await pipelines.create(pipeline);
      tags.add(arn, given);
      starter.start({ name: declaration.name }, { triggerType: 'CreatePipeline', triggerDetail: by });
      return { pipeline: declaration, ...(given && { tags: given }) };
    },
    UpdatePipeline: async ({ pipeline }: Given) => {
      const before = pipelines.get(pipeline.name);
      const after = await pipelines.update(pipeline);
      cancelOutdated(engine, before.declaration, after.declaration);
      engine.advance(pipeline.name);
      return { pipeline: after.declaration };
    },
    GetPipeline: ({ name, version }: Named & { readonly version?: number }) => {
      const { declaration, arn: pipelineArn, created, updated } = pipelines.get(name);
      const pipeline = version === undefined ? declaration : pipelines.version(name, version);
      return { pipeline, metadata: { pipelineArn, created, updated } };
    },
    ListPipelines: (request: PageRequest) => {
      const sorted = [...pipelines.records.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
      const { records, nextToken } = pageOf(sorted, request, nameOf);
      return { pipelines: records.map(summary), ...(nextToken && { nextToken }) };
    },
    // A pipeline that is not there is deleted already.
    DeletePipeline: ({ name }: Named) => {
      for (const { pipelineExecutionId } of engine.executions.open(name)) engine.abandon(pipelineExecutionId);
      pipelines.delete(name);
      engine.executions.forget(name);
      tags.forget(pipelineArn(world.scope, name));
      return {};
    },
    DisableStageTransition: ({ pipelineName, stageName, transitionType, reason = '' }: Transition, { arn }: Caller) => {
      const stage = closedStage(pipelines, { pipelineName, stageName, transitionType });
      if (stage) pipelines.close(pipelineName, stage, { reason, by: arn, at: world.clock.read() });
      return {};
    },
    EnableStageTransition: ({ pipelineName, stageName, transitionType }: Transition) => {
      const stage = closedStage(pipelines, { pipelineName, stageName, transitionType });
      if (stage) pipelines.open(pipelineName, stage);
      engine.advance(pipelineName);
      return {};
    },
  };
}

const nameOf = ({ declaration }: Pipeline): string => declaration.name;

const summary = ({ declaration, created, updated }: Pipeline) => {
  const { name, version, pipelineType, executionMode } = declaration;
  return { name, version, pipelineType, executionMode, created, updated };
};

/** The stage whose way in it is: an outbound transition is the next stage's inbound one. */
function closedStage(
  pipelines: Pipelines,
  { pipelineName, stageName, transitionType }: Transition,
): string | undefined {
  const { stages } = pipelines.get(pipelineName).declaration;
  pipelines.stage(pipelineName, stageName);
  if (transitionType === 'Inbound') return stageName;
  return stages[stages.findIndex(({ name }) => name === stageName) + 1]?.name;
}
