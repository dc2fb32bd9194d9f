import type { TrailEvent } from '../trail/trail-event';
import type { Release } from './release';

export type ReleaseStatus = 'Opened' | 'Waits' | 'Cancelled' | 'Verified' | 'Failed' | 'Stopped' | 'RollingBack';

export interface ReleaseMoment {
  readonly workload: string;
  readonly release: Pick<Release, 'id' | 'version' | 'correlationId' | 'executionId'>;
  readonly status: ReleaseStatus;
  /** ISO 8601, UTC with milliseconds. */
  readonly at: string;
  readonly why?: string | undefined;
}

/** A record of the trail: one for each status that a release takes. */
export const releaseRecord = ({ workload, release, status, at, why }: ReleaseMoment): TrailEvent => ({
  workload,
  id: `release-${release.id.slice(0, 16)}-${status}`,
  time: at,
  kind: 'release',
  subject: `version ${release.version}`,
  status,
  correlationId: release.correlationId,
  ...(release.executionId !== undefined && { executionId: release.executionId }),
  ...(why !== undefined && why !== '' && { why }),
});
