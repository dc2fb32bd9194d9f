import { pipelineExecutionsOf, retrainingDesksOf } from '../../deployment/stores';
import { WorkFoundProblems } from '../../errors';
import type { Step } from '../../output/steps';
import { laterSteps } from '../../output/steps';
import { cutShare } from '../../report/figures';
import { executionSteps, executionStepTitles } from '../../training/execution-steps';
import { ExecutionWatch } from '../../training/execution-watch';
import type { ClassifiedPhoto } from '../release/classify-traffic';
import { approvalReason, releaseReason } from '../release/release-version';
import type { Drift } from './drifts';
import { laterRetraining } from './later-retraining';
import { type LoopAlarm, raised } from './loop-alarms';
import { type LoopWorld, labelPhotos, type Report, sendWaves, untilAlarms, where, workload } from './loop-world';
import { firstWindowApart } from './read-windows';
import { accuracyOf } from './recall';
import { RepairRelease } from './repair-release';
import { type StartedRetraining, startedRetraining } from './started-retraining';
import { mostWaves, type Phase } from './waves';

/** What happened while one drift came and was repaired. */
export interface ToldDrift {
  readonly drift: Drift;
  readonly photos: Readonly<Record<'before' | 'during' | 'after', readonly ClassifiedPhoto[]>>;
  readonly retraining: StartedRetraining;
  readonly fromVersion: number;
  readonly toVersion: number;
  /** The alarms that were raised, as they are at the end. */
  readonly alarms: readonly LoopAlarm[];
}

export interface DriftStoryOptions {
  readonly drift: Drift;
  readonly world: LoopWorld;
  /** The last photos before. */
  readonly before: () => readonly ClassifiedPhoto[];
  /** Waves of drifted photos, in two windows at least: enough to be seen, and to learn from. */
  readonly waves: number;
}

/** Labels are joined, a window is judged each minute at the latest, an alarm looks each ten seconds. */
const alarmPatienceMs = 100_000;
/** What is still loud then needs more photos rather than more time: of rare classes a window may hold too few. */
const calmPatienceMs = 45_000;
/** Fresh photos that must show the repair: two windows of them are judged. */
const freshWaves = 2;

/** One drift from its first photo to the alarm's all-clear, as steps that people see. */
export class DriftStory {
  private during: readonly ClassifiedPhoto[] = [];
  private after: readonly ClassifiedPhoto[] = [];
  private alarmed: readonly LoopAlarm[] = [];
  private retraining: StartedRetraining | undefined;
  /** In their order: an alarm that stays leads to another one. */
  private readonly repairs: RepairRelease[] = [];
  private lastRetraining: StartedRetraining | undefined;

  constructor(private readonly options: DriftStoryOptions) {}

  steps(): Step[] {
    const { drift, waves } = this.options;
    return [
      this.step(`Drift: ${drift.title}`, report => this.send(waves, report)),
      this.step('Labels of the drifted photos arrive', () => this.label('during')),
      this.step('Alarm', report => this.waitForAlarm(report)),
      this.step('Retraining starts by itself', report => this.waitForStart(report)),
      ...laterSteps(executionStepTitles, () => executionSteps(() => this.execution(), where)),
      this.step(`First approval: npx everloop approve ${workload} <version> --why "${approvalReason}"`, report =>
        this.repair.approve(report),
      ),
      this.step('Pre-production: the repaired version is deployed and tested', report => this.repair.test(report)),
      this.step(
        `Second approval: npx everloop release ${workload} approve --model-version <version> --why "${releaseReason}" --wait`,
        report => this.repair.toProduction(report),
      ),
      this.step('Fresh photos of the changed studio', report => this.sendFresh(report)),
      this.step('Labels of the fresh photos arrive', () => this.label('after')),
      this.step('Alarms fall silent', report => this.waitForCalm(report)),
    ];
  }

  /** Once the steps have run. */
  told(): ToldDrift {
    const { drift, before } = this.options;
    const { during, after, alarmed: alarms } = this;
    const [{ fromVersion }, { toVersion }] = [need(this.repairs[0]).versions, this.repair.versions];
    const photos = { before: before(), during, after };
    return { drift, photos, retraining: need(this.retraining), fromVersion, toVersion, alarms };
  }

  /** The last photos, for the next drift to be compared with. */
  get latest(): readonly ClassifiedPhoto[] {
    return this.after;
  }

  private step(title: string, work: (report: Report) => Promise<string>): Step {
    let said: string | undefined;
    return {
      title,
      run: async report => {
        said = await work(report);
      },
      outcome: () => said,
    };
  }

  private async send(count: number, report: Report): Promise<string> {
    this.during = await this.waves('during', { from: 0, count }, report);
    return `${this.during.length} photos, accuracy ${shown(this.during)} (before: ${shown(this.options.before())})`;
  }

  private async sendFresh(report: Report): Promise<string> {
    this.after = await this.waves('after', { from: 0, count: freshWaves }, report);
    return `${this.after.length} photos, accuracy ${shown(this.after)} (during: ${shown(this.during)})`;
  }

  private async label(part: 'during' | 'after'): Promise<string> {
    const photos = this[part];
    const { drift, world } = this.options;
    // In the order of the photos: the data set is drawn once the second window raises the alarm, of labels that are there.
    for (const [at, own] of firstWindowApart(photos, world.plan.policy).entries()) {
      await labelPhotos(own, `${drift.kind}-${part}-part-${at + 1}`, world);
    }
    return `${photos.length} joined`;
  }

  private async waitForAlarm(report: Report): Promise<string> {
    const { world } = this.options;
    const isRaised = (alarms: readonly LoopAlarm[]) => raised(alarms).length > 0;
    report('windows are judged');
    this.alarmed = raised(await untilAlarms(isRaised, alarmPatienceMs, world));
    for (let wave = this.options.waves; this.alarmed.length === 0 && wave < mostWaves; wave++) {
      report('no alarm yet: more photos');
      const more = await this.waves('during', { from: wave, count: 1 }, report);
      await labelPhotos(more, `${this.options.drift.kind}-during-${wave + 1}`, world);
      this.during = [...this.during, ...more];
      this.alarmed = raised(await untilAlarms(isRaised, alarmPatienceMs, world));
    }
    const [first] = this.alarmed;
    if (first) return `${first.subject} in ALARM since ${first.since.slice(11, 19)} UTC`;
    throw new WorkFoundProblems(
      `${where}: ${this.during.length} drifted photos must raise an alarm, got none at accuracy ${shown(this.during)}; \`everloop monitor ${workload} --window last\` shows what the monitor sees, \`everloop logs watch-workload\` what it did`,
    );
  }

  private async waitForStart(report: Report): Promise<string> {
    const { connection, clock, signal } = this.options.world;
    const since = this.during.map(({ prediction }) => prediction.arrivedAt).sort()[0] ?? '';
    const desks = retrainingDesksOf(connection);
    const executions = pipelineExecutionsOf(connection);
    this.retraining = await startedRetraining({ workload, desks, executions, since, clock, signal }, report);
    return this.retraining.correlationId;
  }

  private async waitForCalm(report: Report): Promise<string> {
    const { world, drift } = this.options;
    const names = new Set(this.alarmed.map(({ name }) => name));
    const own = (alarms: readonly LoopAlarm[]) =>
      alarms.filter(({ name, state }) => names.has(name) || state === 'ALARM');
    const isCalm = (alarms: readonly LoopAlarm[]) => own(alarms).every(({ state }) => state === 'OK');
    report('windows are judged');
    this.alarmed = own(await untilAlarms(isCalm, calmPatienceMs, world));
    for (let wave = freshWaves; !isCalm(this.alarmed) && wave < mostWaves; wave++) {
      if (await this.repairAgain(report)) this.after = [];
      report(`${raised(this.alarmed).length} still in ALARM: more photos`);
      const more = await this.waves('after', { from: wave, count: 1 }, report);
      await labelPhotos(more, `${drift.kind}-after-${wave + 1}`, world);
      this.after = [...this.after, ...more];
      this.alarmed = own(await untilAlarms(isCalm, calmPatienceMs, world));
    }
    if (isCalm(this.alarmed)) await this.settle(report);
    if (isCalm(this.alarmed)) return `${this.alarmed.map(({ subject }) => subject).join(', ')} OK`;
    const left = this.alarmed.filter(({ state }) => state !== 'OK').map(({ subject, state }) => `${subject} ${state}`);
    throw new WorkFoundProblems(
      `${where}: alarms must be OK once the repaired version has shown itself, got ${left.join(', ')} at accuracy ${shown(this.after)}; \`everloop monitor ${workload} --window last\` shows why`,
    );
  }

  /** An alarm that stays starts another retraining, on the labels since: its version takes the same way. */
  private async repairAgain(report: Report): Promise<boolean> {
    const repair = await this.laterRepair();
    if (!repair) return false;
    report('an alarm stays, and has started another retraining');
    if (!(await repair.hasVersion())) return false;
    for (const part of [repair.approve, repair.test, repair.toProduction]) report(await part.call(repair, report));
    this.repairs.push(repair);
    return true;
  }

  /** What an alarm asked for before it fell silent would stand in the way of the next repair. */
  private async settle(report: Report): Promise<void> {
    const repair = await this.laterRepair();
    if (!repair) return;
    report('another retraining began before that: its version is not needed');
    report(await repair.reject('the demo: alarms fell silent without it'));
  }

  private async laterRepair(): Promise<RepairRelease | undefined> {
    const { connection } = this.options.world;
    const { correlationId } = need(this.lastRetraining ?? this.retraining);
    const stores = { desks: retrainingDesksOf(connection), executions: pipelineExecutionsOf(connection) };
    const later = await laterRetraining({ workload, correlationId, ...stores });
    if (!later) return undefined;
    this.lastRetraining = later;
    return new RepairRelease(this.options.world, () => this.watch(later));
  }

  private waves(part: 'during' | 'after', { from, count }: { from: number; count: number }, report: Report) {
    const { drift, world } = this.options;
    const phase: Phase = `${drift.kind} ${part}`;
    const numbers = Array.from({ length: count }, (_, at) => from + at);
    // More than one a window where there are many; a late one has a window of its own.
    const perWindow = Math.ceil(this.options.waves / 2);
    const isFirst = (at: number) => count === 1 || at % perWindow === 0;
    return sendWaves(
      numbers.map((number, at) => ({
        phase,
        number,
        camera: drift.camera,
        window: part === 'after' || isFirst(at) ? 'new' : 'any',
      })),
      world,
      report,
    );
  }

  private execution(): ExecutionWatch {
    return this.watch(need(this.retraining));
  }

  private watch({ executionArn }: StartedRetraining): ExecutionWatch {
    const { connection, clock, signal } = this.options.world;
    const executions = pipelineExecutionsOf(connection);
    return new ExecutionWatch({ executions, executionArn, clock, signal, pauseMs: 250, where });
  }

  private get repair(): RepairRelease {
    if (this.repairs.length === 0) this.repairs.push(new RepairRelease(this.options.world, () => this.execution()));
    return need(this.repairs.at(-1));
  }
}

const shown = (photos: readonly ClassifiedPhoto[]): string => cutShare(accuracyOf(photos));

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('demo: an earlier step must have run, got none; report this as a bug');
  return value;
}
