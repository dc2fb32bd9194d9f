import { registerOperations } from '../service/api/operations';
import type { Registry } from '../service/registry';
import { approvalOperations } from './actions/approval-operations';
import { repositoriesOf } from './actions/git-sources';
import { jobOperations } from './actions/job-operations';
import { PipelineEngine } from './engine/pipeline-engine';
import { validationError } from './errors';
import { pipelineTarget } from './event-target';
import { controlOperations } from './executions/control-operations';
import { executionOperations } from './executions/execution-operations';
import { Executions } from './executions/executions';
import { Starter } from './executions/starter';
import { type CodeServiceOptions, makeWorld, type RunningCodeService } from './make-world';
import { pipelineArn } from './pipelines/arns';
import { pipelineOperations } from './pipelines/pipeline-operations';
import { Pipelines } from './pipelines/pipelines';
import { Tags, tagOperations } from './pipelines/tags';
import { registerRepositories } from './repositories/repository-operations';
import { pipelineResource } from './resources/pipeline-resource';

/** Adds CodePipeline to the local service. Nothing runs until `recover`. */
export function startCodePipeline(registry: Registry, options: CodeServiceOptions): RunningCodeService {
  const world = makeWorld(options, {
    service: 'codepipeline',
    model: 'codepipeline/2015-07-09',
    refusal: validationError,
  });
  const pipelines = new Pipelines(world);
  const engine = new PipelineEngine(world, pipelines, new Executions(world));
  const starter = new Starter(world, pipelines, engine);
  const tags = new Tags(world.collection('tags'));
  const parts = { world, pipelines, engine, starter, tags };
  const hasArn = (arn: string) => [...pipelines.records.values()].some(pipeline => pipeline.arn === arn);
  const operations = {
    ...pipelineOperations(parts),
    ...executionOperations(parts),
    ...controlOperations(parts),
    ...approvalOperations(parts),
    ...jobOperations(parts),
    ...tagOperations(tags, hasArn),
  };
  registerOperations(registry, { service: 'codepipeline', api: world.api, operations });
  registry.target('codepipeline', pipelineTarget(world.api, starter));
  registerRepositories(registry, repositoriesOf(options.paths.folder));
  const arnOf = (name: string) => pipelineArn(world.scope, name);
  registry.resource('AWS::CodePipeline::Pipeline', pipelineResource({ api: world.api, operations, arnOf }));
  return { recover: () => engine.recover(), stop: () => engine.kill() };
}
