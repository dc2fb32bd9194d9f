import { stages } from '../../lambdas/contracts/serving-settings';
import type { EndpointFigures, HourFigures } from './endpoint-figures';
import { type ServingPlace, stageEndpoint } from './serving-version';

export interface EndpointReport {
  readonly workload: string;
  readonly stage: string;
  readonly endpoint: string;
  /** `none` before the first release. */
  readonly status: string;
  readonly version: number | null;
  readonly config: string | null;
  /** Machines; null on a serverless endpoint. */
  readonly instances: number | null;
  /** ISO 8601, UTC; of the last change. */
  readonly changedAt: string | null;
  readonly failureReason: string | null;
  readonly lastHour: HourFigures | null;
}

/** Both endpoints of a workload. */
export async function endpointReports(place: ServingPlace, figures: EndpointFigures): Promise<EndpointReport[]> {
  return Promise.all(
    stages.map(async stage => {
      const { name, state, version } = await stageEndpoint(stage, place);
      return {
        workload: place.workload,
        stage,
        endpoint: name,
        status: state?.status ?? 'none',
        version,
        config: state?.config ?? null,
        instances: state?.instances ?? null,
        changedAt: state?.changedAt ?? null,
        failureReason: state?.failureReason ?? null,
        lastHour: state ? await figures.lastHour(name) : null,
      };
    }),
  );
}
