import { withdraw } from '../../domain/release/desk';
import { readVersionChange } from '../../domain/release/version-change';
import { changeDesk } from '../change-desk';
import { tell } from './begin-release';
import type { EndEffects } from './release-effects';
import { rollBackRejected } from './roll-back-rejected';

export type RejectionResult = 'withdrawn' | 'stopping' | 'rolls back' | 'known' | 'stays' | 'nothing' | 'not ours';

/**
 * A version is rejected -> its release does not go on, and where it serves already the previous one serves again. While
 * its release is under way the pipeline is stopped first; going back follows when that has ended.
 */
export function createHandleRejection(effects: EndEffects): (event: unknown) => Promise<RejectionResult> {
  return async event => {
    const change = readVersionChange(event, effects.environment);
    if (change?.approval !== 'Rejected') return 'not ours';
    const { workload, arn } = change;
    // A late event of a version that was approved again stops nothing.
    if ((await effects.registry.describe(arn))?.approval !== 'Rejected') return 'nothing';
    const { holder, waiting } = await effects.desks.read(workload);
    const why = 'the version was rejected';
    if (waiting?.modelPackageArn === arn) {
      await changeDesk(workload, effects.desks, desk => ({ desk: withdraw(desk, waiting.id) }));
      await tell(workload, { release: waiting, status: 'Cancelled', why }, effects);
    }
    if (holder?.modelPackageArn === arn && holder.executionId !== undefined) {
      await effects.releases.stop(workload, holder.executionId, why);
      return 'stopping';
    }
    const outcome = await rollBackRejected(workload, effects);
    return outcome === 'nothing' && waiting?.modelPackageArn === arn ? 'withdrawn' : outcome;
  };
}
