import type { Release } from '../../domain/release/release';
import type { ReleaseStage, Releases, WaitingDecision } from '../../ports/releases';

/** Executions that begin and then do what a test says. */
export class MemoryReleases implements Releases {
  /** Release by execution id. */
  readonly started = new Map<string, Release>();
  readonly statuses = new Map<string, string>();
  readonly failures = new Map<string, string>();
  readonly stopped: { readonly executionId: string; readonly why: string }[] = [];
  readonly decisions: { readonly token: string; readonly approved: boolean; readonly why: string }[] = [];
  stageStates: readonly ReleaseStage[] = [];
  decision: WaitingDecision | null = null;

  async start(_: string, release: Release): Promise<string> {
    const executionId = `execution-${release.id.slice(0, 8)}`;
    if (!this.started.has(executionId)) this.statuses.set(executionId, 'InProgress');
    this.started.set(executionId, release);
    return executionId;
  }

  async status(_: string, executionId: string): Promise<string | null> {
    return this.statuses.get(executionId) ?? null;
  }

  async failure(_: string, executionId: string): Promise<string | undefined> {
    return this.failures.get(executionId);
  }

  async stages(): Promise<readonly ReleaseStage[]> {
    return this.stageStates;
  }

  async waiting(): Promise<WaitingDecision | null> {
    return this.decision;
  }

  async decide(_: string, decision: { readonly token: string; readonly approved: boolean; readonly why: string }) {
    this.decisions.push(decision);
    this.decision = null;
  }

  async stop(_: string, executionId: string, why: string): Promise<void> {
    this.stopped.push({ executionId, why });
  }
}
