import { stages } from '../../lambdas/contracts/serving-settings';
import type { ReleaseDesks } from '../../lambdas/ports/release-desks';
import type { Releases } from '../../lambdas/ports/releases';
import { type ServingPlace, stageEndpoint } from '../release/serving-version';

/** What serves of a workload, and what is on its way there. */
export interface ServingStatus {
  readonly workload: string;
  readonly endpoints: readonly {
    readonly stage: string;
    /** `none` before the first release. */
    readonly status: string;
    readonly version: number | null;
  }[];
  /** Version whose release is under way; null for none. */
  readonly releasing: number | null;
  /** Whether that release waits for a person. */
  readonly waitsForDecision: boolean;
  /** Version whose release begins afterwards; null for none. */
  readonly next: number | null;
}

export interface ServingSources extends ServingPlace {
  readonly desks: Pick<ReleaseDesks, 'read'>;
  readonly releases: Pick<Releases, 'waiting'>;
}

export async function servingStatus({ desks, releases, ...place }: ServingSources): Promise<ServingStatus> {
  const { workload } = place;
  const [endpoints, desk, waiting] = await Promise.all([
    Promise.all(stages.map(stage => stageEndpoint(stage, place))),
    desks.read(workload),
    releases.waiting(workload),
  ]);
  const { holder } = desk;
  return {
    workload,
    endpoints: endpoints.map(({ stage, state, version }) => ({ stage, status: state?.status ?? 'none', version })),
    releasing: holder?.version ?? null,
    waitsForDecision: waiting !== null && waiting.executionId === holder?.executionId,
    next: desk.waiting?.version ?? null,
  };
}
