import { closed, releaseOf } from '../../domain/release/desk';
import { readReleaseEnd } from '../../domain/release/execution-ended';
import { failureNotice } from '../../domain/release/release-notice';
import type { ReleaseStatus } from '../../domain/release/release-records';
import { changeDesk } from '../change-desk';
import { beginRelease, tell } from './begin-release';
import type { EndEffects } from './release-effects';
import { rollBackRejected } from './roll-back-rejected';
import { takeBackUnproven } from './take-back-unproven';

export type CloseResult = 'closed' | 'not ours';

const statusOf = (state: string): ReleaseStatus =>
  state === 'SUCCEEDED' ? 'Verified' : state === 'FAILED' ? 'Failed' : 'Stopped';

/**
 * A release pipeline has ended, well or badly -> its record, a notice when production did not get the version, the way back
 * when it got one that could not be verified, and the desk for the next one. Executions that nobody opened (the first one, which AWS starts with the pipeline) are left alone.
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
    if (why !== undefined) {
      const outcome = await takeBackUnproven(workload, { release, why }, effects);
      if (outcome === 'nothing') await sendFailure(workload, { version: release.version, why }, effects);
    }
    await changeDesk(workload, effects.desks, desk => ({ desk: closed(desk, executionId) }));
    await rollBackRejected(workload, effects);
    await beginRelease(workload, effects);
    return 'closed';
  };
}

const sendFailure = (workload: string, ended: { version: number; why: string }, effects: EndEffects) =>
  effects.notifier.send(failureNotice({ workload, environment: effects.environment, ...ended }));

async function reasonOf(workload: string, executionId: string, { releases }: EndEffects): Promise<string> {
  return (await releases.failure(workload, executionId)) ?? 'it was stopped';
}
