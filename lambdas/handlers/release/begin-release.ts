import { releaseKey } from '../../contracts/release';
import { type Desk, leave, started } from '../../domain/release/desk';
import { oneFileZip } from '../../domain/release/one-file-zip';
import type { Release } from '../../domain/release/release';
import { releaseRecord } from '../../domain/release/release-records';
import { changeDesk } from '../change-desk';
import type { OpenEffects } from './release-effects';

/**
 * Starts the pipeline for whoever holds the desk, if it is not started yet. A release that is no longer approved ends here
 * with a reason, and the one behind it is next. Safe to repeat at any point: keys, tokens and records are the release's own.
 */
export async function beginRelease(workload: string, effects: OpenEffects): Promise<void> {
  for (;;) {
    const { holder } = await effects.desks.read(workload);
    if (!holder || holder.executionId !== undefined) return;
    const approval = (await effects.registry.describe(holder.modelPackageArn))?.approval;
    if (approval === 'Approved') return start(workload, holder, effects);
    const why = approval === undefined ? 'the version was deleted' : 'it is no longer approved';
    const { isNews } = await changeDesk(
      workload,
      effects.desks,
      newsOf(desk => leave(desk, holder.id, effects.clock.now())),
    );
    if (isNews) await tell(workload, { release: holder, status: 'Cancelled', why }, effects);
  }
}

async function start(workload: string, release: Release, effects: OpenEffects): Promise<void> {
  const { version, modelPackageArn, correlationId, approvedAt } = release;
  const document = { workload, version, modelPackageArn, correlationId, approvedAt };
  const bytes = oneFileZip('release.json', new TextEncoder().encode(`${JSON.stringify(document, undefined, 2)}\n`));
  const target = { bucket: effects.modelsBucket, key: releaseKey(workload, version) };
  await effects.objects.put(target, { bytes, contentType: 'application/zip' });
  const executionId = await effects.releases.start(workload, release);
  const { isNews } = await changeDesk(
    workload,
    effects.desks,
    newsOf(desk => started(desk, release.id, executionId)),
  );
  // Another delivery of the same approval started the same execution a moment ago.
  if (!isNews) return;
  await tell(workload, { release: { ...release, executionId }, status: 'Opened' }, effects);
  effects.journal.note('release opened', { workload, version, executionId, correlationId });
}

/** Whether this call changed the desk, or found it changed. */
const newsOf = (change: (desk: Desk) => Desk) => (before: Desk) => {
  const desk = change(before);
  return { desk, isNews: desk !== before };
};

type Told = Pick<Parameters<typeof releaseRecord>[0], 'release' | 'status' | 'why'>;

export async function tell(workload: string, told: Told, { trail, clock }: Pick<OpenEffects, 'trail' | 'clock'>) {
  await trail.append(releaseRecord({ workload, at: clock.now().toISOString(), ...told }));
}
