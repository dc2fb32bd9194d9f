import path from 'node:path';
import { ACCOUNT, REGION, ROOT_CREDENTIALS } from '../cloud/environment';
import type { CloudPaths } from '../cloud/paths';
import { Events } from '../sagemaker/cloud/events';
import { roleSession } from '../sagemaker/cloud/role-session';
import { Clock } from '../sagemaker/store/clock';
import { Collection } from '../sagemaker/store/collection';
import { loadModel } from '../service/api/load-model';
import { registerOperations } from '../service/api/operations';
import { ServiceApi } from '../service/api/service-api';
import type { Registry } from '../service/registry';
import { approvalOperations } from './actions/approval-operations';
import { jobOperations } from './actions/job-operations';
import { PipelineEngine } from './engine/pipeline-engine';
import { validationError } from './errors';
import { pipelineTarget } from './event-target';
import { controlOperations } from './executions/control-operations';
import { executionOperations } from './executions/execution-operations';
import { Executions } from './executions/executions';
import { Starter } from './executions/starter';
import { pipelineArn } from './pipelines/arns';
import { pipelineOperations } from './pipelines/pipeline-operations';
import { Pipelines } from './pipelines/pipelines';
import { Tags, tagOperations } from './pipelines/tags';
import { pipelineResource } from './resources/pipeline-resource';
import type { World } from './world';

export interface CodePipelineOptions {
  readonly paths: CloudPaths;
  /** The one endpoint of the laptop cloud. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
}

export interface RunningCodePipeline {
  /** Call when the emulator answers: goes on with what was under way when the service ended. */
  recover(): void;
  stop(): void;
}

interface ServiceNames {
  /** Folder of the records, and name of the service. */
  readonly service: string;
  /** Below botocore's data. */
  readonly model: string;
}

function makeWorld({ paths, endpoint, log }: CodePipelineOptions, { service, model }: ServiceNames): World {
  const folder = path.join(paths.folder, service);
  const scope = { account: ACCOUNT, region: REGION };
  const settings = { endpoint, region: REGION, maxAttempts: 3 };
  const api = loadModel({ venv: paths.venv, cache: path.join(folder, 'api'), api: model });
  return {
    ...{ scope, paths, folder, endpoint, log },
    api: new ServiceApi(api, validationError),
    clock: new Clock(),
    events: new Events({ ...settings, credentials: ROOT_CREDENTIALS }, log, `aws.${service}`),
    collection: kind => new Collection(path.join(folder, 'records', `${kind}.ndjson`)),
    session: request => roleSession(endpoint, { ...request, ...scope, service: `${service}.amazonaws.com` }),
    client: credentials => ({ ...settings, credentials }),
  };
}

/** Adds CodePipeline to the local service. Nothing runs until `recover`. */
export function startCodePipeline(registry: Registry, options: CodePipelineOptions): RunningCodePipeline {
  const world = makeWorld(options, { service: 'codepipeline', model: 'codepipeline/2015-07-09' });
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
  const arnOf = (name: string) => pipelineArn(world.scope, name);
  registry.resource('AWS::CodePipeline::Pipeline', pipelineResource({ api: world.api, operations, arnOf }));
  return { recover: () => engine.recover(), stop: () => engine.kill() };
}
