import type { Releases } from '../../lambdas/ports/releases';
import { WorkFoundProblems } from '../errors';

export interface ReleaseDecision {
  readonly approved: boolean;
  readonly why: string;
  readonly by: string;
}

export interface DecidingAccess {
  readonly where: string;
  readonly workload: string;
  readonly releases: Pick<Releases, 'waiting' | 'decide'>;
}

/**
 * Decides on the release that waits; the pipeline keeps who and why.
 * @returns id of the execution @throws WorkFoundProblems when none waits
 */
export async function decideRelease({ approved, why, by }: ReleaseDecision, access: DecidingAccess): Promise<string> {
  const { where, workload, releases } = access;
  const waiting = await releases.waiting(workload);
  if (!waiting) {
    throw new WorkFoundProblems(
      `${where}: a release of ${workload} must wait for a decision, got none; see \`everloop release ${workload} status\``,
    );
  }
  await releases.decide(workload, { token: waiting.token, approved, why: `${why} (${by})` });
  return waiting.executionId;
}
