import path from 'node:path';
import { ACCOUNT, REGION, ROOT_CREDENTIALS } from '../cloud/environment';
import type { CloudPaths } from '../cloud/paths';
import { Events } from '../sagemaker/cloud/events';
import { roleSession } from '../sagemaker/cloud/role-session';
import { Clock } from '../sagemaker/store/clock';
import { Collection } from '../sagemaker/store/collection';
import { loadModel } from '../service/api/load-model';
import { ServiceApi } from '../service/api/service-api';
import type { World } from './world';

export interface CodeServiceOptions {
  readonly paths: CloudPaths;
  /** The one endpoint of the laptop cloud. */
  readonly endpoint: string;
  readonly log: (line: string) => void;
}

export interface RunningCodeService {
  /** Call when the emulator answers: goes on with what was under way when the service ended, or says that it failed. */
  recover(): void;
  /** Ends every process at once; the records say so after the next start. */
  stop(): void;
}

export interface ServiceNames {
  /** Name of the service, and of the folder of its records. */
  readonly service: string;
  /** Below botocore's data. */
  readonly model: string;
  /** Makes the error for a request that the API model does not allow. */
  readonly refusal: (message: string) => Error;
}

export function makeWorld(
  { paths, endpoint, log }: CodeServiceOptions,
  { service, model, refusal }: ServiceNames,
): World {
  const folder = path.join(paths.folder, service);
  const scope = { account: ACCOUNT, region: REGION };
  const settings = { endpoint, region: REGION, maxAttempts: 3 };
  const api = loadModel({ venv: paths.venv, cache: path.join(folder, 'api'), api: model });
  return {
    ...{ scope, paths, folder, endpoint, log },
    api: new ServiceApi(api, refusal),
    clock: new Clock(),
    events: new Events({ ...settings, credentials: ROOT_CREDENTIALS }, log, `aws.${service}`),
    collection: kind => new Collection(path.join(folder, 'records', `${kind}.ndjson`)),
    session: request => roleSession(endpoint, { ...request, ...scope, service: `${service}.amazonaws.com` }),
    client: credentials => ({ ...settings, credentials }),
  };
}
