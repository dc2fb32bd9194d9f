import { versionMetadata } from '../../contracts/gate-call';
import { ask, leave } from '../../domain/release/desk';
import { type Release, releaseId } from '../../domain/release/release';
import { readVersionChange } from '../../domain/release/version-change';
import { changeDesk } from '../change-desk';
import { beginRelease, tell } from './begin-release';
import type { OpenEffects } from './release-effects';

export type OpenResult = 'begins' | 'waits' | 'duplicate' | 'decided' | 'not ours';

/**
 * An approval -> a release of exactly that version. Purpose: one order for each approval, however often and however
 * close together their events come. Life cycle: the desk decides in one conditional write, then the pipeline is started
 * with the release's id as its token; an event that comes again finishes what a crash left.
 */
export function createOpenRelease(effects: OpenEffects): (event: unknown) => Promise<OpenResult> {
  return async event => {
    const change = readVersionChange(event, effects.environment);
    if (change?.approval !== 'Approved') return 'not ours';
    const { workload, arn, version, changedAt } = change;
    const found = await effects.registry.describe(arn);
    if (found?.approval !== 'Approved') return 'decided';
    const id = releaseId(arn, changedAt);
    // A version that was registered by hand belongs to no story: its release begins one.
    const correlationId = found.metadata[versionMetadata.correlationId] || `person-${id.slice(0, 16)}`;
    const release: Release = { id, version, modelPackageArn: arn, correlationId, approvedAt: changedAt };
    await freeStaleDesk(workload, effects);
    const { outcome, cancelled, desk } = await changeDesk(workload, effects.desks, before => ask(before, release));
    const holder = desk.holder?.version;
    if (outcome === 'waits') {
      const why = `version ${holder} is on its way`;
      await tell(workload, { release, status: 'Waits', why }, effects);
    }
    if (cancelled) {
      const why = `version ${desk.waiting?.version} was approved later and waits in its place`;
      await tell(workload, { release: cancelled, status: 'Cancelled', why }, effects);
    }
    await beginRelease(workload, effects);
    return outcome;
  };
}

const underWay = new Set(['InProgress', 'Stopping']);

/** The event that ends a release may be lost: a holder whose execution is over holds nothing. */
async function freeStaleDesk(workload: string, { desks, releases, clock }: OpenEffects): Promise<void> {
  const { holder } = await desks.read(workload);
  if (holder?.executionId === undefined) return;
  const status = await releases.status(workload, holder.executionId);
  if (status !== null && underWay.has(status)) return;
  await changeDesk(workload, desks, desk => ({ desk: leave(desk, holder.id, clock.now()) }));
}
