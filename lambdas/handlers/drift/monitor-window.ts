import type { WatchedPlan } from '../../contracts/drift-policy';
import { monitoringFiles } from '../../contracts/monitoring';
import {
  constraintsDocument,
  statisticsDocument,
  violationsDocument,
} from '../../domain/drift/monitor/model-monitor-documents';
import type { AnyRow } from '../../domain/drift/monitor/monitored-rows';
import { answerColumns, type PinnedAnswers, type VersionBaseline } from '../../domain/drift/monitor/version-baseline';
import { classCase, numberCase, type WindowCase } from '../../domain/drift/monitor/window-case';
import type { WindowReport } from '../../domain/drift/monitor/window-report';
import { summaryOf } from '../../domain/drift/monitor/window-summary';
import { monitoringKey, type Window } from '../../domain/drift/monitor/windows';
import type { Journal } from '../../ports/journal';
import { LineKeys } from './line-keys';
import type { AnswerLines, MonitorLines } from './monitor-lines';
import { QuarantinedItems } from './quarantined-items';
import { readWindow } from './read-window';
import { type BaselineEffects, VersionBaselines } from './version-baselines';

export interface MonitorEffects extends BaselineEffects {
  readonly predictionsBucket: string;
  readonly quarantineBucket: string;
  /** What was read before. */
  readonly lines: MonitorLines;
  readonly journal: Journal;
}

export interface MonitoredWorkload {
  readonly workload: string;
  readonly plan: WatchedPlan;
}

/** `pin`: what is met for the first time becomes the reference of later windows. `keep`: history is only read. */
export type References = 'pin' | 'keep';

const hourMs = 3_600_000;

/** What makes a window unusual. */
const drifts: readonly string[] = ['data-drift', 'prediction-mix', 'prediction-drift'];

/** Judges windows of one workload. What it lists it lists once: make a new one for each run. */
export class WindowMonitor {
  private readonly baselines: VersionBaselines;
  readonly keys: LineKeys;
  private readonly quarantined: QuarantinedItems;
  /** What the first usual window of a version tells. */
  private readonly pinned: PinnedAnswers;

  constructor(
    readonly watched: MonitoredWorkload,
    private readonly effects: MonitorEffects,
    private readonly references: References,
  ) {
    const { objects, lines } = effects;
    const { workload, plan } = watched;
    this.pinned = plan.kind === 'classes' ? 'confidence' : 'prediction';
    this.baselines = new VersionBaselines(workload, this.pinned, effects);
    this.keys = new LineKeys({ objects, bucket: effects.predictionsBucket }, workload);
    this.quarantined = new QuarantinedItems({
      place: { objects, bucket: effects.quarantineBucket },
      lines: lines.rejected,
      workload,
      most: plan.policy.mostPredictions,
    });
  }

  /**
   * Judges a window on what is known of it by `now` and writes what was found, in place of what was found before. An empty
   * window has a report, and leaves no file.
   */
  async judge(window: Window, now: Date): Promise<WindowReport> {
    return this.judgeCase(window, await this.read(window, now));
  }

  /** The same of what `read` found. */
  async judgeCase(window: Window, found: WindowCase): Promise<WindowReport> {
    const report = await this.report(found);
    if (isTold(report)) await this.write(window, report);
    return report;
  }

  /** What is known of a window by `now`. */
  async read(window: Window, now: Date): Promise<WindowCase> {
    const { workload, plan } = this.watched;
    if (plan.kind === 'classes') {
      const rows = await this.readRows(this.effects.lines.classes, window, now);
      return classCase({ workload, window, plan }, rows);
    }
    const rows = await this.readRows(this.effects.lines.numbers, window, now);
    return numberCase({ workload, window, plan }, rows);
  }

  private async readRows<Row extends AnyRow, Truth>(lines: AnswerLines<Row, Truth>, window: Window, now: Date) {
    const { objects, predictionsBucket: bucket, journal } = this.effects;
    const { mostPredictions, labelsWithinHours } = this.watched.plan.policy;
    const last = window.to.getTime() + labelsWithinHours * hourMs;
    const labelsUntil = new Date(Math.min(last, now.getTime() + 1));
    const place = { objects, bucket };
    const [rows, quarantined] = await Promise.all([
      readWindow({ place, lines, keys: this.keys, journal, window, labelsUntil, mostPredictions }),
      this.quarantined.countWithin(window),
    ]);
    return { ...rows, quarantined };
  }

  private async report(found: WindowCase): Promise<WindowReport> {
    const first = found.report({ own: null, original: null });
    if (first.version === null) return first;
    if (this.references === 'pin') await this.baselines.pinOriginal(first.version);
    const original = await this.original(first.version);
    const own = await this.baselines.of(first.version);
    const report = found.report({ own, original });
    if (!own || !this.isReference(own, report)) return report;
    await this.baselines.pinAnswers(first.version, found.answersOf(first.version));
    return found.report({ own: await this.baselines.of(first.version), original });
  }

  private async original(version: number): Promise<VersionBaseline | null> {
    const first = await this.baselines.original();
    return first === null || first === version ? null : this.baselines.of(first);
  }

  /** The first window with enough predictions and nothing wrong about them tells what a version usually answers. */
  private isReference({ table }: VersionBaseline, { predictions, outcomes }: WindowReport): boolean {
    const isNew = !table.has(answerColumns[this.pinned]);
    const isUsual = !drifts.some(signal => outcomes[signal] === 'breach');
    const isEnough = predictions >= this.watched.plan.policy.minimumSamples;
    return this.references === 'pin' && isNew && isUsual && isEnough;
  }

  /** The summary last: where it is, all is. */
  private async write(window: Window, report: WindowReport): Promise<void> {
    const { workload, plan } = this.watched;
    const put = (file: keyof typeof monitoringFiles, document: unknown) => {
      const key = monitoringKey(workload, window, monitoringFiles[file]);
      const bytes = new TextEncoder().encode(`${JSON.stringify(document)}\n`);
      const target = { bucket: this.effects.predictionsBucket, key };
      return this.effects.objects.put(target, { bytes, contentType: 'application/json' });
    };
    await Promise.all([
      put('statistics', statisticsDocument(report)),
      put('constraints', constraintsDocument(report, plan)),
      put('violations', violationsDocument(report)),
      put('report', report),
    ]);
    await put('summary', summaryOf(report));
  }
}

/** Something came to be predicted, though all of it may lie in quarantine. */
export const isTold = ({ predictions, quarantined }: WindowReport): boolean => predictions + quarantined > 0;
