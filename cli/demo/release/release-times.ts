import { releaseStages } from '../../../lambdas/contracts/release';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';

export interface ReleaseTimes {
  /** From the first yes until pre-production serves the version and passed its test; null when that is not recorded. */
  readonly preProductionSeconds: number | null;
  /** From the second yes until production serves the version; null when that is not recorded. */
  readonly productionSeconds: number | null;
  /** Whether the release's last stage proved that production answers as the version. */
  readonly verified: boolean;
  /** Whether all of it is recorded. */
  readonly isComplete: boolean;
}

/** @param events of the workload, in any order; the last release of the version counts */
export function releaseTimes(events: readonly TrailEvent[], version: number): ReleaseTimes {
  const ordered = [...events].sort((one, other) => one.time.localeCompare(other.time));
  const last = (wanted: Partial<TrailEvent>, of = ordered) => of.findLast(event => matches(event, wanted));
  const approved = last({ kind: 'version', subject: `${version}`, status: 'Approved' });
  const verified = last({ kind: 'release', subject: `version ${version}`, status: 'Verified' });
  const own = ordered.filter(({ executionId }) => executionId !== undefined && executionId === verified?.executionId);
  const tested = last({ kind: 'stage', subject: releaseStages.test, status: 'Succeeded' }, own);
  const decided = last({ kind: 'decision', status: 'Approved' }, own);
  const serving = last({ kind: 'deployment', subject: `production ${version}`, status: 'Serving' });
  const preProductionSeconds = secondsBetween(approved, tested);
  const productionSeconds = secondsBetween(decided, serving);
  const isComplete = preProductionSeconds !== null && productionSeconds !== null && verified !== undefined;
  return { preProductionSeconds, productionSeconds, verified: verified !== undefined, isComplete };
}

const matches = (event: TrailEvent, wanted: Partial<TrailEvent>): boolean =>
  Object.entries(wanted).every(([key, value]) => event[key as keyof TrailEvent] === value);

function secondsBetween(begin: TrailEvent | undefined, end: TrailEvent | undefined): number | null {
  if (!begin || !end) return null;
  const seconds = (Date.parse(end.time) - Date.parse(begin.time)) / 1000;
  return seconds < 0 ? null : Math.round(seconds * 10) / 10;
}
