import { closed, releaseOf } from '../../domain/release/desk';
import { readReleaseEnd } from '../../domain/release/execution-ended';
import type { Release } from '../../domain/release/release';
import { failureNotice, releasedNotice } from '../../domain/release/release-notice';
import type { ReleaseStatus } from '../../domain/release/release-records';
import { changeDesk } from '../change-desk';
import { beginRelease, tell } from './begin-release';
import { productionOf } from './go-back';
import type { EndEffects } from './release-effects';
import { rollBackRejected } from './roll-back-rejected';
import { takeBackUnproven } from './take-back-unproven';

export type CloseResult = 'closed' | 'not ours';

const statusOf = (state: string): ReleaseStatus =>
  state === 'SUCCEEDED' ? 'Verified' : state === 'FAILED' ? 'Failed' : 'Stopped';

/**
 * A release pipeline has ended, well or badly -> its record and a notice, the way back
 * when it got one that could not be verified, and the desk for the next one. Executions that nobody opened (the first one,
 * which AWS starts with the pipeline) are left alone.
 */
export function createCloseRelease(effects: EndEffects): (event: unknown) => Promise<CloseResult> {
  return async event => {
    const end = readReleaseEnd(event, effects.environment);
    if (!end) return 'not ours';
    const { workload, executionId, state } = end;
    const release = releaseOf(await effects.desks.read(workload), executionId);
    if (!release) return 'not ours';
    const status = statusOf(state);
    const why = status === 'Verified' ? undefined : await reasonOf(workload, executionId, effects);
    await tell(workload, { release, status, why }, effects);
    if (why === undefined) await sendReleased(workload, release, effects);
    const back = why === undefined ? 'nothing' : await takeBack(workload, { release, why }, effects);
    await changeDesk(workload, effects.desks, desk => ({ desk: closed(desk, executionId, effects.clock.now()) }));
    // A rejection that came while the desk was held has only stopped the release.
    if (back === 'nothing') await rollBackRejected(workload, effects);
    await beginRelease(workload, effects);
    return 'closed';
  };
}

/** One way back for one release: of a version that is rejected as well as unproven, the rejection is the reason. */
async function takeBack(workload: string, ended: { release: Release; why: string }, effects: EndEffects) {
  const rejected = await rollBackRejected(workload, effects);
  const back = rejected === 'nothing' ? await takeBackUnproven(workload, ended, effects) : rejected;
  if (back === 'nothing') await sendFailure(workload, ended, effects);
  return back;
}

const sendReleased = (workload: string, release: Release, { notifier, environment }: EndEffects) =>
  notifier.send(releasedNotice({ workload, environment, ...release }));

async function sendFailure(workload: string, { release, why }: { release: Release; why: string }, effects: EndEffects) {
  const { environment, notifier } = effects;
  const serving = (await productionOf(workload, effects))?.version ?? null;
  await notifier.send(failureNotice({ workload, environment, ...release, why }, serving));
}

async function reasonOf(workload: string, executionId: string, { releases }: EndEffects): Promise<string> {
  return (await releases.failure(workload, executionId)) ?? 'it was stopped';
}
