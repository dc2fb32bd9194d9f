import { endpointName } from '../../lambdas/contracts/resource-names';
import type { Stage } from '../../lambdas/contracts/serving-settings';
import { versionOfConfig } from '../../lambdas/domain/release/deployed-version';
import type { EndpointState } from '../../lambdas/domain/serving/endpoint-state';
import type { ModelEndpoints } from '../../lambdas/ports/model-endpoints';

export interface ServingPlace {
  readonly workload: string;
  readonly project: string;
  readonly environmentName: string;
  readonly endpoints: Pick<ModelEndpoints, 'describe'>;
}

export interface StageEndpoint {
  readonly stage: Stage;
  readonly name: string;
  /** Null: there is no such endpoint yet. */
  readonly state: EndpointState | null;
  /** Null where nothing serves, or something that no release deployed. */
  readonly version: number | null;
}

/** What serves in a stage, as its configuration says. */
export async function stageEndpoint(stage: Stage, place: ServingPlace): Promise<StageEndpoint> {
  const { workload, project, environmentName: environment } = place;
  const name = endpointName({ project, environment, workload, stage });
  const state = await place.endpoints.describe(name);
  return { stage, name, state, version: (state && versionOfConfig(state.config)) ?? null };
}
