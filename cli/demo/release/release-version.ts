import type { Decision } from '../../../lambdas/domain/registry/decision';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import { callerOf } from '../../deployment/caller';
import { WorkFoundProblems } from '../../errors';
import type { WaitClock } from '../../ingestion/wait-for-outcomes';
import { decideVersion } from '../../registry/decide-version';
import { requireVersion } from '../../registry/registry-access';
import { decideRelease } from '../../release/decide-release';
import { readRelease } from '../../release/read-release';
import type { ReleaseAccess } from '../../release/release-access';
import type { ReleaseReport } from '../../release/release-report';
import { waitForRelease } from '../../release/wait-for-release';
import { type ReleaseTimes, releaseTimes } from './release-times';

export interface VersionRelease {
  readonly version: number;
  readonly access: ReleaseAccess;
  readonly clock: WaitClock;
  readonly signal: AbortSignal;
}

type Report = (progress: string) => void;

/** Machines of the laptop cloud start in seconds; a stage that takes so long hangs. */
const patienceMs = 300_000;
const pauseMs = 500;
/** The last record of a release comes by the queue of its events. */
const recordPatienceMs = 30_000;

export const approvalReason = 'the demo: it passed the gate';
export const releaseReason = 'the demo: it passed the test';

/** One version on its way to production, through the same calls as the commands of a person. */
export class ReleaseOfVersion {
  private alreadyServes = false;
  /** The release before this one ended badly, perhaps of the same version: it is not the one to wait for. */
  private endedBefore: string | undefined;

  constructor(private readonly release: VersionRelease) {}

  /** The first yes. One that serves already needs none. */
  async approve(report: Report): Promise<void> {
    const { version: number, access } = this.release;
    const state = await readRelease(access);
    this.alreadyServes = state.serving.production === number && state.underWay === null;
    if (this.alreadyServes) return report(`version ${number} serves already`);
    if (state.underWay?.version === number) return report('approved before, its release is under way');
    this.endedBefore = state.last?.executionId ?? undefined;
    const version = await requireVersion(access, number);
    if (version.approval === 'Rejected') throw this.rejected();
    // What was approved before and does not serve goes again only if it is approved again.
    if (version.approval === 'Approved') await this.decide('Rejected', 'the demo releases it again');
    await this.decide('Approved', approvalReason);
    report(`version ${number} is Approved, its release begins`);
  }

  /** Until a person is asked. */
  async waitForPreProduction(report: Report): Promise<void> {
    if (this.alreadyServes) return report('nothing to do');
    const { version, signal, clock } = this.release;
    const end = clock.nowMs() + patienceMs;
    for (;;) {
      const state = await readRelease(this.release.access);
      if (state.underWay?.version === version && state.underWay.waitsForDecision) return;
      if (this.hasEnded(state)) throw this.stuck(failureOf(state));
      if (clock.nowMs() > end) throw this.stuck(`none after ${patienceMs / 1000} s`);
      report(progressOf(state, version));
      await clock.sleep(pauseMs, signal);
    }
  }

  /** The second yes, then until production has proven that it serves the version. */
  async toProduction(report: Report): Promise<void> {
    if (this.alreadyServes) return report('nothing to do');
    const { version, access, clock, signal } = this.release;
    const by = await callerOf(access.connection);
    const { executionId } = await decideRelease({ approved: true, why: releaseReason, by, version }, access);
    report('approved, production is deployed and tested');
    const wait = { ...access, clock, signal, timeoutMs: patienceMs };
    const { status, why = 'no reason' } = await waitForRelease(executionId, wait);
    if (status === 'Succeeded') return;
    throw new WorkFoundProblems(
      `${access.where}: release of version ${version} must end in production, got ${status} (${why}); \`everloop trail ${access.workload}\` tells its story`,
    );
  }

  /** When what happened, as the trail has it: also of a release in an earlier run. */
  async times(events: () => Promise<readonly TrailEvent[]>): Promise<ReleaseTimes> {
    const { version, clock, signal } = this.release;
    const end = clock.nowMs() + recordPatienceMs;
    for (;;) {
      const times = releaseTimes(await events(), version);
      if (times.isComplete || clock.nowMs() > end) return times;
      await clock.sleep(pauseMs, signal);
    }
  }

  private async decide(approval: Decision['approval'], why: string): Promise<void> {
    const { version: number, access } = this.release;
    const version = await requireVersion(access, number);
    await decideVersion(version, { approval, why, by: await callerOf(access.connection) }, access);
  }

  private hasEnded({ underWay, last }: ReleaseReport): boolean {
    const isOurs = last?.version === this.release.version && last.executionId !== this.endedBefore;
    return isOurs && underWay?.version !== this.release.version;
  }

  private stuck(got: string): WorkFoundProblems {
    const { version, access } = this.release;
    return new WorkFoundProblems(
      `${access.where}: release of version ${version} must pass pre-production, got ${got}; \`everloop release ${access.workload}\` shows where it stands`,
    );
  }

  private rejected(): WorkFoundProblems {
    const { version, access } = this.release;
    return new WorkFoundProblems(
      `${access.where}: version ${version} must not be rejected, got a person's no; the demo overturns nobody: \`everloop approve ${access.workload} ${version} --why "…"\` does`,
    );
  }
}

const failureOf = ({ stages }: ReleaseReport): string => {
  const failed = stages.find(({ status }) => status === 'Failed' || status === 'Stopped');
  return failed ? `${failed.name} ${failed.status}: ${failed.summary ?? 'no reason'}` : 'its end without a reason';
};

function progressOf({ underWay, stages }: ReleaseReport, version: number): string {
  if (underWay === null) return 'the release is opened';
  if (underWay.version !== version) return `waits behind the release of version ${underWay.version}`;
  const stage = stages.find(({ status }) => status === 'InProgress');
  return stage ? `${stage.name} …` : 'between two stages';
}
