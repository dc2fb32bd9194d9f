import type { Decision } from '../../lambdas/domain/registry/decision';
import { WorkFoundProblems } from '../errors';
import { decideVersion } from '../registry/decide-version';
import { type OpenRegistry, requireVersion } from '../registry/registry-access';
import { type ServingPlace, stageEndpoint } from './serving-version';

export interface RejectingAccess extends Pick<OpenRegistry, 'where' | 'workload' | 'registry'> {
  readonly place: ServingPlace;
  /** Options that lead to the same environment; begins with a space unless empty. */
  readonly target: string;
}

/**
 * Rejecting what serves is going back: one rule for people, console and command. @returns the rejected version
 * @throws WorkFoundProblems when production serves none, or one that is rejected already: without a change there is no
 * event, and without an event nothing goes back
 */
export async function rejectServing(decision: Pick<Decision, 'why' | 'by'>, access: RejectingAccess): Promise<number> {
  const { where, workload, place } = access;
  const { version } = await stageEndpoint('production', place);
  if (version === null) {
    throw new WorkFoundProblems(
      `${where}: production of ${workload} must serve a version, got none; see \`everloop endpoints\``,
    );
  }
  const found = await requireVersion(access, version);
  const { changed } = await decideVersion(found, { approval: 'Rejected', ...decision }, access);
  if (!changed) throw alreadyRejected(version, access);
  return version;
}

function alreadyRejected(version: number, { where, workload, target }: RejectingAccess): WorkFoundProblems {
  const again = (verb: string) => `\`everloop ${verb} ${workload} ${version} --why "…"${target}\``;
  return new WorkFoundProblems(
    `${where}: the version in production must not be rejected yet, got version ${version}, which is; nothing was changed: \`everloop trail ${workload}${target}\` says whether it is on its way back, and if that failed, ${again('approve')} and then ${again('reject')} try it again (docs/runbook.md#failed-rollbacks)`,
  );
}
