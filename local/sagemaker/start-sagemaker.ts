import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ACCOUNT, REGION, ROOT_CREDENTIALS } from '../cloud/environment';
import type { CloudPaths } from '../cloud/paths';
import type { Registry } from '../service/registry';
import { loadModel } from './api/load-model';
import { SageMakerApi } from './api/sagemaker-api';
import { Events } from './cloud/events';
import { roleSession } from './cloud/role-session';
import { dockerContainers } from './containers/docker-containers';
import { hostContainers } from './containers/host-containers';
import { notFound } from './errors';
import { Places } from './jobs/places';
import { Lineage } from './lineage/lineage';
import { lineageOperations } from './lineage/lineage-operations';
import { type Operations, registerOperations } from './operations';
import { checkDefinition } from './pipelines/definition/check-definition';
import { jobEnds } from './pipelines/engine/job-ends';
import { PipelineEngine } from './pipelines/engine/pipeline-engine';
import { pipelineTarget } from './pipelines/event-target';
import { executionOperations } from './pipelines/executions/execution-operations';
import { pipelineOperations } from './pipelines/pipeline-operations';
import { Pipelines } from './pipelines/pipelines';
import { ProcessingJobs } from './processing/processing-jobs';
import { processingOperations } from './processing/processing-operations';
import { ModelRegistry } from './registry/model-registry';
import { registryOperations } from './registry/registry-operations';
import { registerResourceTypes } from './resources/resource-types';
import { Search } from './search/search';
import { searchOperations } from './search/search-operations';
import { searchSources } from './search/search-sources';
import { EndpointConfigs } from './serving/endpoint-config';
import { Endpoints } from './serving/endpoints';
import { invokeEndpoint } from './serving/invoke-endpoint';
import { Models } from './serving/models';
import { type Serving, servingOperations } from './serving/serving-operations';
import { nameIn } from './store/arns';
import { Clock } from './store/clock';
import { Collection } from './store/collection';
import { tagOperations } from './store/tag-operations';
import { Tags } from './store/tags';
import { TrainingJobs } from './training/training-jobs';
import { trainingOperations } from './training/training-operations';
import { TransformJobs } from './transform/transform-jobs';
import { transformOperations } from './transform/transform-operations';
import { TuningJobs } from './tuning/tuning-jobs';
import { tuningOperations } from './tuning/tuning-operations';
import type { World } from './world';

export interface SageMakerOptions {
  readonly paths: CloudPaths;
  /** The one endpoint of the laptop cloud. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
  /** Where jobs and model servers run; on the host unless said otherwise. */
  readonly containers?: 'host' | 'docker';
  /** Default 120, as in AWS. */
  readonly stopGraceSeconds?: number;
}

export interface RunningSageMaker {
  /** Call when the emulator answers: fails what ran when the service died, and starts what must run again. */
  recover(): void;
  /** Ends every job's and endpoint's process at once; their records say so after the next start. */
  stop(): void;
}

/** SageMaker keeps its records beside the emulator's state. */
const folderOf = (paths: CloudPaths) => path.join(paths.folder, 'sagemaker');

function makeWorld({ paths, endpoint, log, containers, stopGraceSeconds = 120 }: SageMakerOptions): World {
  const folder = folderOf(paths);
  const scope = { account: ACCOUNT, region: REGION };
  const settings = { endpoint, region: REGION, maxAttempts: 3 };
  const makeContainers = containers === 'docker' ? dockerContainers : hostContainers;
  const clock = new Clock();
  clock.passes(lastTime(folder));
  const collection = <R extends object>(kind: string) =>
    new Collection<R>(path.join(folder, 'records', `${kind}.ndjson`));
  const model = loadModel({ venv: paths.venv, cache: path.join(folder, 'api'), api: 'sagemaker/2017-07-24' });
  return {
    scope,
    api: new SageMakerApi(model),
    clock,
    events: new Events({ ...settings, credentials: ROOT_CREDENTIALS }, log),
    tags: new Tags(collection('tags')),
    paths,
    folder,
    endpoint,
    log,
    containers: makeContainers({ paths, images: path.join(folder, 'images'), endpoint, region: REGION, log }),
    stopGraceSeconds,
    mostJobs: Math.max(2, os.cpus().length),
    collection,
    session: request => roleSession(endpoint, { ...request, ...scope }),
    client: credentials => ({ ...settings, credentials }),
  };
}

/** No kept time is later than the last write of a record: times go on from there even if the clock was set back. */
function lastTime(folder: string): number {
  const records = path.join(folder, 'records');
  if (!fs.existsSync(records)) return 0;
  return Math.max(0, ...fs.readdirSync(records).map(name => fs.statSync(path.join(records, name)).mtimeMs / 1000));
}

/** Adds SageMaker to the local service. Nothing runs until `recover`. */
export function startSageMaker(registry: Registry, options: SageMakerOptions): RunningSageMaker {
  const world = makeWorld(options);
  const parts = makeParts(world);
  const owned = allOperations(world, parts);
  const engine = new PipelineEngine(world, {
    pipelines: parts.pipelines,
    ended: jobEnds(parts, owned),
    idle: name => parts.endpoints.idle(name),
  });
  const operations = {
    ...owned,
    ...pipelineOperations(world, parts.pipelines, engine),
    ...executionOperations(world, engine, parts.pipelines),
  };
  registerOperations(registry, world.api, operations);
  registerResourceTypes(registry, { api: world.api, operations }, parts);
  registry.target('sagemaker', pipelineTarget(world, operations));
  registry.operation('sagemaker-runtime', 'InvokeEndpoint', call =>
    invokeEndpoint(parts.endpoints, call, { account: world.scope.account, random: Math.random }),
  );
  return {
    recover() {
      for (const { runner } of [parts.training, parts.processing, parts.transform]) runner.recover();
      parts.tuning.recover();
      fs.rmSync(path.join(world.folder, 'runs'), { recursive: true, force: true });
      parts.endpoints.recover();
      engine.recover();
    },
    stop() {
      engine.kill();
      parts.tuning.kill();
      for (const { runner } of [parts.training, parts.processing, parts.transform]) runner.kill();
      parts.endpoints.kill();
    },
  };
}

/** Everything that SageMaker local is made of: what the pipeline engine drives, too. */
export interface SageMakerParts extends Serving {
  readonly training: TrainingJobs;
  readonly processing: ProcessingJobs;
  readonly transform: TransformJobs;
  readonly tuning: TuningJobs;
  readonly registry: ModelRegistry;
  readonly pipelines: Pipelines;
  readonly lineage: Lineage;
  /** Knows the kinds of searchSources; others register theirs. */
  readonly search: Search;
}

function makeParts(world: World): SageMakerParts {
  const places = new Places(world.mostJobs);
  const registry = new ModelRegistry(world);
  const models = new Models(world, registry);
  const configs = new EndpointConfigs(world, models);
  const training = new TrainingJobs(world, places);
  const parts = {
    training,
    tuning: new TuningJobs(world, training),
    processing: new ProcessingJobs(world, places),
    transform: new TransformJobs(world, models, places),
    registry,
    models,
    configs,
    endpoints: new Endpoints(world, models, configs),
    pipelines: new Pipelines(world, checkDefinition),
    lineage: new Lineage(world),
  };
  const search = new Search(world);
  for (const [resource, source] of searchSources(parts)) search.register(resource, source);
  return { ...parts, search };
}

function allOperations(world: World, parts: SageMakerParts): Operations {
  const owned = {
    ...trainingOperations(world, parts.training),
    ...tuningOperations(world, parts.tuning),
    ...processingOperations(world, parts.processing),
    ...transformOperations(world, parts.transform),
    ...registryOperations(world, parts.registry),
    ...servingOperations(world, parts),
    ...lineageOperations(world, parts.lineage),
    ...searchOperations(parts.search),
  };
  return { ...owned, ...tagOperations(world.tags, arn => describeByArn(parts, arn)) };
}

/** Finds what an ARN names. @throws SageMakerError when there is no such thing */
function describeByArn(parts: SageMakerParts, arn: string): object {
  const kind = arn.split(':')[5]?.split('/')[0] ?? '';
  const name = nameIn(arn);
  const find = <R extends object>(records: Collection<R>, key: keyof R) => {
    const found = [...records.values()].find(record => record[key] === arn);
    if (found) return found;
    throw notFound(`Resource ${arn} does not exist.`);
  };
  switch (kind) {
    case 'training-job':
      return find(parts.training.records, 'TrainingJobArn');
    case 'hyper-parameter-tuning-job':
      return find(parts.tuning.records, 'HyperParameterTuningJobArn');
    case 'processing-job':
      return find(parts.processing.records, 'ProcessingJobArn');
    case 'transform-job':
      return find(parts.transform.records, 'TransformJobArn');
    case 'model':
      return find(parts.models.records, 'ModelArn');
    case 'endpoint-config':
      return find(parts.configs.records, 'EndpointConfigArn');
    case 'endpoint':
      return find(parts.endpoints.records, 'EndpointArn');
    case 'model-package-group':
      return parts.registry.group(arn);
    case 'model-package':
      return parts.registry.get(arn);
    case 'artifact':
      return parts.lineage.get(arn);
    case 'pipeline':
      return parts.pipelines.get(arn);
    default:
      throw notFound(`Resource ${name} does not exist.`);
  }
}
