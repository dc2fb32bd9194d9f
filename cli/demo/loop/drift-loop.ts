import type { Connection } from '../../deployment/connect';
import { ledgerOf, objectStoreOf, retrainingDesksOf } from '../../deployment/stores';
import { WorkFoundProblems } from '../../errors';
import { wallClock } from '../../ingestion/wait-for-outcomes';
import type { Step } from '../../output/steps';
import { cutShare } from '../../report/figures';
import { runName } from '../deliver';
import type { PhotoSource } from '../photos/photo';
import type { ClassifiedPhoto } from '../release/classify-traffic';
import type { DriftKind } from './drift-kinds';
import { DriftStory, type ToldDrift } from './drift-story';
import { drifts } from './drifts';
import { loopRun } from './forget-earlier-runs';
import { raised } from './loop-alarms';
import { type LoopFigures, loopFigures } from './loop-figures';
import { LoopTraffic } from './loop-traffic';
import {
  type LoopWorld,
  labelPhotos,
  type Report,
  readEvents,
  sendWaves,
  untilAlarms,
  watchedPlan,
  where,
  workload,
} from './loop-world';
import { joinTimes, judgedWindows } from './read-windows';
import { accuracyOf } from './recall';

export interface DriftLoopOptions {
  readonly connection: Connection;
  /** Of the split `loop`. */
  readonly source: () => Promise<PhotoSource>;
  /** In the order in which they come. */
  readonly kinds: readonly DriftKind[];
  readonly signal: AbortSignal;
}

/** A drift that was repaired, ready to be shown. */
export interface ClosedLoop {
  readonly figures: LoopFigures;
  readonly told: ToldDrift;
}

const usualWaves = 2;
/** Pictures in other light are soon learnt (300 of them: .95); a product on its side takes more (500: .90, 700: .91). */
const driftWaves: Readonly<Record<DriftKind, number>> = { lighting: 2, rotated: 4 };
/** A window is judged each minute at the latest. */
const calmPatienceMs = 100_000;

/** The last part of the demo: a studio changes, and the loop repairs the model. */
export class DriftLoop {
  readonly closed: ClosedLoop[] = [];
  readonly world: LoopWorld;
  private usual: readonly ClassifiedPhoto[] = [];

  constructor(private readonly options: DriftLoopOptions) {
    const { connection, signal, source } = options;
    const run = runName(loopRun);
    const plan = watchedPlan(connection.environmentName);
    const common = { connection, run, clock: wallClock, signal };
    const traffic = new LoopTraffic({ ...common, workload, source, policy: plan.policy });
    this.world = { ...common, plan, traffic };
  }

  steps(): Step[] {
    const { kinds } = this.options;
    const stories: DriftStory[] = [];
    for (const kind of kinds) {
      const earlier = stories.at(-1);
      const before = () => earlier?.latest ?? this.usual;
      stories.push(new DriftStory({ drift: drifts[kind], world: this.world, before, waves: driftWaves[kind] }));
    }
    return [this.usualStep(), ...stories.flatMap(story => this.withFigures(story))];
  }

  private usualStep(): Step {
    let said: string | undefined;
    return {
      title: 'Usual photos, and labels of them',
      run: async report => {
        said = await this.sendUsual(report);
      },
      outcome: () => said,
    };
  }

  /** The figures belong to the last step: what is not recorded by then did not happen. */
  private withFigures(story: DriftStory): Step[] {
    const steps = story.steps();
    const last = steps.at(-1) as Step;
    const outcome = () => last.outcome?.();
    const run = async (report: Report) => {
      await last.run(report);
      this.closed.push(await this.figuresOf(story.told()));
    };
    return [...steps.slice(0, -1), { title: last.title, run, outcome }];
  }

  private async sendUsual(report: Report): Promise<string> {
    const { world } = this;
    const waves = Array.from({ length: usualWaves }, (_, number) => ({ phase: 'usual', number }) as const);
    this.usual = await sendWaves(waves, world, report);
    await labelPhotos(this.usual, 'usual', world);
    report('windows are judged');
    const alarms = await untilAlarms(
      seen => seen.some(({ state }) => state === 'OK') || raised(seen).length > 0,
      calmPatienceMs,
      world,
    );
    const loud = raised(alarms).map(({ subject }) => subject);
    if (loud.length === 0) return `${this.usual.length} photos, accuracy ${cutShare(accuracyOf(this.usual))}, no alarm`;
    throw new WorkFoundProblems(
      `${where}: usual photos must raise no alarm, got ${loud.join(', ')}; \`everloop monitor ${workload} --window last\` shows why`,
    );
  }

  private async figuresOf(told: ToldDrift): Promise<ClosedLoop> {
    const { connection, plan } = this.world;
    const { drift, photos, retraining, fromVersion, toVersion, alarms } = told;
    const { retrainings } = await retrainingDesksOf(connection).read(workload);
    const place = { objects: objectStoreOf(connection), bucket: connection.deployment.PredictionsBucket };
    const figures = loopFigures({
      kind: drift.kind,
      correlationId: retraining.correlationId,
      classes: plan.classes,
      fromVersion,
      toVersion,
      photos,
      events: await readEvents(this.world),
      windows: await judgedWindows(photos.during, { ...place, workload, policy: plan.policy }),
      joinedAt: await joinTimes(photos.during, ledgerOf(connection)),
      breaches: plan.policy.breaches.m,
      states: alarms.map(({ state }) => state),
      retrainings: retrainings.filter(({ reason }) => reason === 'alarm').map(({ startedAt }) => startedAt),
    });
    return { figures, told };
  }
}
