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
 * @returns id of the execution @throws WorkFoundProblems when none waits, or no longer
 */
export async function decideRelease({ approved, why, by }: ReleaseDecision, access: DecidingAccess): Promise<string> {
  const { where, workload, releases } = access;
  const waiting = await releases.waiting(workload);
  if (!waiting) {
    throw new WorkFoundProblems(
      `${where}: a release of ${workload} must wait for a decision, got none; see \`everloop release ${workload} status\`: without a decision it ends after 7 days, and the next approval of a version opens another one`,
    );
  }
  try {
    await releases.decide(workload, { token: waiting.token, approved, why: `${why} (${by})` });
  } catch (error) {
    throw explained(error, access);
  }
  return waiting.executionId;
}

const stale = /^(InvalidApprovalToken|ApprovalAlreadyCompleted)Exception$/;

/** Between the look and the answer somebody else decided, or the time was over. */
function explained(error: unknown, { where, workload }: DecidingAccess): unknown {
  if (!(error instanceof Error && stale.test(error.name))) return error;
  return new WorkFoundProblems(
    `${where}: the release must still wait for a decision, got ${error.name}: ${error.message}; somebody else decided or its 7 days are over: see \`everloop release ${workload} status\``,
    error,
  );
}
