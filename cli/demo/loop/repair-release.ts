import { callerOf } from '../../deployment/caller';
import { modelRegistryOf, objectStoreOf } from '../../deployment/stores';
import { WorkFoundProblems } from '../../errors';
import { decideVersion } from '../../registry/decide-version';
import { readRelease } from '../../release/read-release';
import { openReleases, type ReleaseAccess } from '../../release/release-access';
import { cutShare } from '../../report/figures';
import type { ExecutionWatch } from '../../training/execution-watch';
import { type TrainingResult, trainingResult } from '../../training/training-result';
import { ReleaseOfVersion } from '../release/release-version';
import { type LoopWorld, type Report, where, workload } from './loop-world';

/** The version that a retraining made, on its way to production by the calls that a person makes. */
export class RepairRelease {
  private opened:
    | { readonly release: ReleaseOfVersion; readonly fromVersion: number; readonly toVersion: number }
    | undefined;

  constructor(
    private readonly world: LoopWorld,
    private readonly execution: () => ExecutionWatch,
  ) {}

  get versions(): { readonly fromVersion: number; readonly toVersion: number } {
    if (this.opened) return this.opened;
    throw new Error('demo: a version must be on its way, got none; report this as a bug');
  }

  /** Waits for the end of the retraining. False when the gate refused, or it only made the champion again. */
  async hasVersion(): Promise<boolean> {
    return Boolean((await this.result()).version);
  }

  /** A person's no to what is not needed any more. */
  async reject(why: string): Promise<string> {
    const { version } = await this.result();
    if (!version) return 'it gave no version';
    const registry = modelRegistryOf(this.world.connection);
    await decideVersion(
      version,
      { approval: 'Rejected', why, by: await callerOf(this.world.connection) },
      { workload, registry },
    );
    return `version ${version.version} is Rejected: ${why}`;
  }

  async approve(report: Report): Promise<string> {
    const result = await this.result();
    const { version } = result;
    if (!version) {
      throw new WorkFoundProblems(
        `${where}: a retraining must leave a version, got none; \`everloop trail ${workload}\` tells its story`,
      );
    }
    const access = { ...(await openReleases(workload, where, { environment: 'local' })), where };
    const { clock, signal } = this.world;
    const release = new ReleaseOfVersion({ version: version.version, access, clock, signal });
    this.opened = { release, fromVersion: await servingIn(access), toVersion: version.version };
    await release.approve(report);
    return `version ${version.version}${besideChampion(result)}`;
  }

  async test(report: Report): Promise<string> {
    await this.release.waitForPreProduction(report);
    return `version ${this.versions.toVersion} passed`;
  }

  async toProduction(report: Report): Promise<string> {
    await this.release.toProduction(report);
    return `version ${this.versions.toVersion} in place of ${this.versions.fromVersion}`;
  }

  private get release(): ReleaseOfVersion {
    if (this.opened) return this.opened.release;
    throw new Error('demo: a version must be approved first, got none; report this as a bug');
  }

  private async result(): Promise<TrainingResult> {
    const { connection } = this.world;
    const view = await this.execution().until(() => false);
    return trainingResult(view, {
      workload,
      registry: modelRegistryOf(connection),
      objects: objectStoreOf(connection),
      modelsBucket: connection.deployment.ModelsBucket,
    });
  }
}

async function servingIn(access: ReleaseAccess): Promise<number> {
  const { serving } = await readRelease(access);
  if (serving.production !== null) return serving.production;
  throw new WorkFoundProblems(
    `${where}: a version must serve in production, got none; \`everloop release ${workload}\` shows where it stands`,
  );
}

/** How it does beside the model that it repairs, as far as both were scored. */
function besideChampion({ evaluation }: TrainingResult): string {
  const scores = (['golden', 'drift'] as const).flatMap(slice => {
    const own = evaluation?.challenger[slice]?.['macroF1'];
    const other = evaluation?.champion?.[slice]?.['macroF1'];
    if (typeof own !== 'number' || typeof other !== 'number') return [];
    return [`${slice} ${cutShare(other)} -> ${cutShare(own)}`];
  });
  return scores.length === 0 ? '' : `, macro-F1 ${scores.join(', ')}`;
}
