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
import { type LoopAlarm, raised } from './loop-alarms';
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
  /** Photos that the version in production has classified: how it does before anything drifts. */
  readonly usual: readonly ClassifiedPhoto[];
  /** In the order in which they come. */
  readonly kinds: readonly DriftKind[];
  readonly signal: AbortSignal;
}

/** A drift that was repaired, ready to be shown. */
export interface ClosedLoop {
  readonly figures: LoopFigures;
  readonly told: ToldDrift;
}

/** A window is judged seconds after its labels, and an alarm looks each ten; a busy machine takes longer. */
const usualPatienceMs = 45_000;

/** An earlier run may have left alarms raised: its windows are forgotten when two more are judged. */
const usualWaves = 3;

const areCalm = (alarms: readonly LoopAlarm[]): boolean =>
  raised(alarms).length === 0 && alarms.some(({ state }) => state === 'OK');

/** Two windows must breach. Of 480 labels about 340 are trained on, which brings a model to about .94. */
const driftWaves = 3;

/** The last part of the demo: a studio changes, and the loop repairs the model. */
export class DriftLoop {
  readonly closed: ClosedLoop[] = [];
  readonly world: LoopWorld;
  private usual: readonly ClassifiedPhoto[];

  constructor(private readonly options: DriftLoopOptions) {
    const { connection, signal, source, usual } = options;
    this.usual = usual;
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
      stories.push(new DriftStory({ drift: drifts[kind], world: this.world, before, waves: driftWaves }));
    }
    return [this.usualStep(), ...stories.flatMap(story => this.withFigures(story))];
  }

  private usualStep(): Step {
    let said: string | undefined;
    return {
      title: 'Usual days: labels of the photos arrive',
      run: async report => {
        said = await this.judgeUsual(report);
      },
      outcome: () => said,
    };
  }

  /** The figures belong to the last step: what is not recorded by then did not happen. */
  private withFigures(story: DriftStory): Step[] {
    const steps = story.steps();
    const last = steps.at(-1) as Step;
    const run = async (report: Report) => {
      await last.run(report);
      this.closed.push(await this.figuresOf(story.told()));
    };
    return [...steps.slice(0, -1), { title: last.title, run, outcome: () => last.outcome?.() }];
  }

  /** Until alarms are known to be calm: two windows tell. */
  private async judgeUsual(report: Report): Promise<string> {
    const { world } = this;
    await labelPhotos(this.usual, 'usual', world);
    let alarms = await this.untilCalm(report);
    for (let number = 0; !areCalm(alarms) && number < usualWaves; number++) {
      const more = await sendWaves([{ phase: 'usual', number, window: 'new' }], world, report);
      await labelPhotos(more, `usual-${number + 1}`, world);
      this.usual = [...this.usual, ...more];
      alarms = await this.untilCalm(report);
    }
    if (areCalm(alarms)) {
      const calm = alarms.filter(({ state }) => state === 'OK').length;
      return `accuracy ${cutShare(accuracyOf(this.usual))} of ${this.usual.length}, ${calm} alarms OK`;
    }
    const loud = raised(alarms).map(({ subject }) => subject);
    throw new WorkFoundProblems(
      `${where}: usual photos must leave alarms OK, got ${loud.join(', ') || 'none that is known'}; \`everloop monitor ${workload} --window last\` shows why`,
    );
  }

  private untilCalm(report: Report): Promise<readonly LoopAlarm[]> {
    report('windows are judged');
    return untilAlarms(areCalm, usualPatienceMs, this.world);
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
