import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import { trailOf } from '../../deployment/stores';
import { WorkFoundProblems } from '../../errors';
import { configuredContracts } from '../../ingestion/contracts';
import { wallClock } from '../../ingestion/wait-for-outcomes';
import type { Step } from '../../output/steps';
import { openReleases } from '../../release/release-access';
import { readTrail } from '../../trail/read-trail';
import { runName } from '../deliver';
import type { PhotoSource } from '../photos/photo';
import { renderPhotos } from '../photos/render-photos';
import { type Traffic, TrafficRun } from './classify-traffic';
import type { ReleasedModel } from './collect-release';
import { releaseFigures } from './release-figures';
import { approvalReason, ReleaseOfVersion, releaseReason } from './release-version';

export interface DemoReleaseOptions extends Omit<Traffic, 'workload' | 'run' | 'photos'> {
  readonly version: number;
  readonly source: () => Promise<PhotoSource>;
  readonly count: number;
  readonly seed: number;
}

const workload = 'product-images';
const where = 'everloop demo';

/** The third part of the demo: a version goes to production and puts photos into the folders of their classes. */
export class DemoRelease {
  private release?: ReleaseOfVersion;
  private readonly traffic: TrafficRun;
  private released?: ReleasedModel;

  constructor(private readonly options: DemoReleaseOptions) {
    const photos = async function* () {
      yield* renderPhotos({ source: await options.source(), count: options.count, seed: options.seed });
    };
    this.traffic = new TrafficRun({ ...options, workload, run: runName('traffic'), photos });
  }

  get model(): ReleasedModel | undefined {
    return this.released;
  }

  /** Each approval names what a person would type. */
  steps(): Step[] {
    const { version, count } = this.options;
    return [
      {
        title: `First approval: npx everloop approve ${workload} ${version} --why "${approvalReason}"`,
        run: async report => (await this.open()).approve(report),
      },
      {
        title: `Pre-production: version ${version} is deployed and tested`,
        run: async report => (await this.open()).waitForPreProduction(report),
      },
      {
        title: `Second approval: npx everloop release ${workload} approve --model-version ${version} --why "${releaseReason}" --wait`,
        run: async report => (await this.open()).toProduction(report),
      },
      { title: `Send ${count} photos that nobody has labelled`, run: report => this.traffic.send(report) },
      { title: 'Each into the folder of its class', run: report => this.classify(report) },
    ];
  }

  private async open(): Promise<ReleaseOfVersion> {
    if (!this.release) {
      const { version, signal } = this.options;
      const access = { ...(await openReleases(workload, where, { environment: 'local' })), where };
      this.release = new ReleaseOfVersion({ version, access, clock: wallClock, signal });
    }
    return this.release;
  }

  private async classify(report: (progress: string) => void): Promise<void> {
    const { version } = this.options;
    const contract = configuredContracts()[workload];
    const classes = contract?.kind === 'images' ? contract.classes : [];
    const traffic = await this.traffic.classified(report);
    const classFolders = await this.traffic.folders(classes);
    const times = await (await this.open()).times(() => this.events());
    this.released = { figures: releaseFigures({ version, times, traffic, classFolders }), photos: traffic.photos };
    if (traffic.lost === 0) return;
    throw new WorkFoundProblems(
      `${where}: every photo must end in a folder, got ${traffic.lost} that did not; \`everloop redrive --queue predictions --list\` shows what failed`,
    );
  }

  /** All of the trail: a release of an earlier run may lie pages back. */
  private events(): Promise<readonly TrailEvent[]> {
    return readTrail(trailOf(this.options.connection), workload);
  }
}
