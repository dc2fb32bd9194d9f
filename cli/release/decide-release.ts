import { longestDecision } from '../../lambdas/contracts/release';
import { releaseOf } from '../../lambdas/domain/release/desk';
import type { ReleaseDesks } from '../../lambdas/ports/release-desks';
import type { Releases } from '../../lambdas/ports/releases';
import { WorkFoundProblems, WrongUse } from '../errors';

export interface ReleaseDecision {
  readonly approved: boolean;
  readonly why: string;
  readonly by: string;
  /** What the person looked at; any other version is refused. Whichever waits when left out. */
  readonly version?: number | undefined;
}

export interface DecidedRelease {
  readonly executionId: string;
  /** Null for an execution that nobody at the desk opened. */
  readonly version: number | null;
}

export interface DecidingAccess {
  readonly where: string;
  readonly workload: string;
  readonly releases: Pick<Releases, 'waiting' | 'decide'>;
  readonly desks: Pick<ReleaseDesks, 'read'>;
}

/**
 * Decides on the release that waits; the pipeline keeps who and why.
 * @throws WrongUse for too long a reason; WorkFoundProblems when none waits, or no longer, or the release of another version
 */
export async function decideRelease(decision: ReleaseDecision, access: DecidingAccess): Promise<DecidedRelease> {
  const { approved } = decision;
  const { where, workload, releases } = access;
  const summary = summaryOf(decision, where);
  const waiting = await releases.waiting(workload);
  if (!waiting) {
    throw new WorkFoundProblems(
      `${where}: a release of ${workload} must wait for a decision, got none; see \`everloop release ${workload} status\`: without a decision it ends after 7 days, and the next approval of a version opens another one`,
    );
  }
  const { executionId } = waiting;
  // The token is of this execution, and an execution is of one version: what is checked here is what is decided.
  const version = releaseOf(await access.desks.read(workload), executionId)?.version ?? null;
  if (decision.version !== undefined && version !== decision.version) {
    throw new WorkFoundProblems(
      `${where}: the release that waits must be of version ${decision.version}, got ${version === null ? 'one that nobody opened' : `version ${version}`}; nothing was decided: look at \`everloop release ${workload} status\``,
    );
  }
  try {
    await releases.decide(workload, { token: waiting.token, approved, why: summary });
  } catch (error) {
    throw explained(error, access);
  }
  return { executionId, version };
}

/** Who decided comes last, and must not be cut. @throws WrongUse for a reason that leaves no room for it */
function summaryOf({ why, by }: ReleaseDecision, where: string): string {
  const who = ` (${by})`;
  const room = longestDecision - who.length;
  if (why.length <= room) return `${why}${who}`;
  throw new WrongUse(
    `${where}: --why must be at most ${room} characters, got ${why.length}; the pipeline keeps ${longestDecision} of it and of who decided`,
  );
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
