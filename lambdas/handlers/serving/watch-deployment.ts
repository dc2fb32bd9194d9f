import { isGuarded, watchInputSchema } from '../../contracts/deployment';
import { DeploymentFailedError } from '../../domain/serving/deployment-errors';
import { isChanging } from '../../domain/serving/endpoint-state';
import type { Clock } from '../../ports/clock';
import type { ModelEndpoints } from '../../ports/model-endpoints';

export interface WatchEffects {
  readonly endpoints: Pick<ModelEndpoints, 'describe'>;
  readonly clock: Clock;
}

export interface Watched {
  /** `probe`: the new fleet may be asked meanwhile. */
  readonly next: 'wait' | 'probe' | 'verify';
  readonly status: string;
}

/** SageMaker gives up an update after 8 h; a first fleet that is not there after half an hour never will be. */
const patienceMinutes = { create: 30, update: 8.5 * 60 };

/** Looks once whether SageMaker is done. @throws DeploymentFailedError when it takes too long */
export function createWatchDeployment({ endpoints, clock }: WatchEffects): (event: unknown) => Promise<Watched> {
  return async event => {
    const { deployment, startedAt } = watchInputSchema.parse(event);
    const { names, previousConfig } = deployment;
    const endpoint = await endpoints.describe(names.endpoint);
    const status = endpoint?.status ?? 'none';
    if (!endpoint || !isChanging(endpoint)) return { next: 'verify', status };
    const minutes = (clock.now().getTime() - Date.parse(startedAt)) / 60_000;
    const patience = patienceMinutes[previousConfig === null ? 'create' : 'update'];
    if (minutes > patience) {
      throw new DeploymentFailedError(
        `endpoint ${names.endpoint}: it must be InService within ${patience} minutes, got ${status}; read the log group /aws/sagemaker/Endpoints/${names.endpoint}`,
      );
    }
    return { next: isGuarded(deployment) && status === 'Updating' ? 'probe' : 'wait', status };
  };
}
