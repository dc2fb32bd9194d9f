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
import { Places } from './jobs/places';
import { registerOperations } from './operations';
import { Clock } from './store/clock';
import { Collection } from './store/collection';
import { Tags } from './store/tags';
import { TrainingJobs } from './training/training-jobs';
import { trainingOperations } from './training/training-operations';
import type { World } from './world';

export interface SageMakerOptions {
  readonly paths: CloudPaths;
  /** The one endpoint of the laptop cloud. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
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

function makeWorld({ paths, endpoint, log, stopGraceSeconds = 120 }: SageMakerOptions): World {
  const folder = folderOf(paths);
  const scope = { account: ACCOUNT, region: REGION };
  const settings = { endpoint, region: REGION, maxAttempts: 3 };
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
  const places = new Places(world.mostJobs);
  const training = new TrainingJobs(world, places);
  const runners = [training.runner];
  registerOperations(registry, world.api, { ...trainingOperations(world, training) });
  return {
    recover() {
      for (const runner of runners) runner.recover();
    },
    stop() {
      for (const runner of runners) runner.kill();
    },
  };
}
