import { type DriftPlans, watchedPlanOf } from '../../contracts/drift-policy';
import { monitoringFiles, monitorMessageSchema } from '../../contracts/monitoring';
import { type Published, publishedSchema } from '../../domain/drift/monitor/published';
import { metricsOfSilence } from '../../domain/drift/monitor/silence';
import { metricsOfSignals, metricsOfWindow, seriesOf } from '../../domain/drift/monitor/window-metrics';
import type { WindowReport } from '../../domain/drift/monitor/window-report';
import { judgeSignals } from '../../domain/drift/monitor/window-summary';
import { dueWindows, monitoringKey, type Window } from '../../domain/drift/monitor/windows';
import type { Clock } from '../../ports/clock';
import type { MetricSink } from '../../ports/metric-sink';
import { lateWindows } from './late-windows';
import { isTold, type MonitorEffects, WindowMonitor } from './monitor-window';
import { noteSeen } from './note-seen';
import { readSummaries } from './read-summaries';

export interface WatchEffects extends MonitorEffects {
  readonly plans: DriftPlans;
  readonly metrics: MetricSink;
  readonly clock: Clock;
  /** False when the time runs out: windows that labels came for are left out then, those that have just ended never. */
  readonly hasTime?: () => boolean;
}

export interface WatchResult {
  /** Ends of the windows that were judged, oldest first. */
  readonly windows: readonly string[];
  readonly signals: Readonly<Record<string, 'alarm' | 'ok' | 'insufficient-data'>>;
}

/**
 * "Watch workload": judges the windows that have just ended and those that labels came for, then what the newest of them
 * say together.
 *
 * Idempotent: a message that comes twice writes the same files, publishes no metric of a window twice, and repeats gauges
 * with the same value.
 * @throws Error for a workload that nothing watches
 */
export function createWatchWorkload(effects: WatchEffects) {
  return async (message: unknown): Promise<WatchResult> => {
    const { workload, at } = monitorMessageSchema.parse(message);
    const plan = watchedPlanOf(effects.plans, workload);
    if (!plan) {
      throw new Error(`monitor: workload must be one whose predictions are watched, got ${workload}; check its id`);
    }
    const watched = { workload, plan };
    const moment = new Date(at);
    const monitor = new WindowMonitor(watched, effects, 'pin');
    const due = dueWindows(moment, plan.policy);
    const late = await lateWindows(watched, { ...effects, keys: monitor.keys, at: moment });
    const judged: WindowReport[] = [];
    const windows = inTurn(due, late);
    for (const window of windows) {
      if (effects.hasTime?.() === false && !due.includes(window)) break;
      const report = await judgeAnew(window, monitor, effects);
      if (report) judged.push(report);
    }
    // As of now, whenever the message is of: one that was moved back to its queue must not tell of last week.
    const now = effects.clock.now();
    const predictions = { objects: effects.objects, bucket: effects.predictionsBucket };
    const signals = judgeSignals(
      await readSummaries(workload, { policy: plan.policy, at: now }, predictions),
      plan.policy,
    );
    const seen = await noteSeen(workload, judged, effects);
    await effects.metrics.publish([
      ...metricsOfSignals(workload, signals, now),
      ...metricsOfSilence(workload, seen, now),
    ]);
    const ends = judged.map(({ to }) => to).sort();
    effects.journal.note('windows judged', {
      workload,
      windows: ends,
      leftOut: windows.length - judged.length,
      signals,
    });
    return { windows: ends, signals };
  };
}

/** Each once: those that have just ended, oldest first; then those that labels came for, newest first. */
function inTurn(due: readonly Window[], late: readonly Window[]): Window[] {
  const ends = new Set(due.map(({ to }) => to.getTime()));
  return [...due, ...late.filter(({ to }) => !ends.has(to.getTime())).reverse()];
}

/**
 * What was found of a window; null where the same lines were judged before, by whichever instance of the function. Its last
 * effect remembers them: what broke off is done again.
 */
async function judgeAnew(window: Window, monitor: WindowMonitor, effects: WatchEffects): Promise<WindowReport | null> {
  const { watched } = monitor;
  const found = await monitor.read(window, effects.clock.now());
  const { digest } = found;
  const before = await readPublished(watched.workload, window, effects);
  if (before?.digest === digest) return null;
  const report = await monitor.judgeCase(window, found);
  if (isTold(report)) await publishWindow(window, report, { before, digest, effects });
  return report;
}

const publishedAt = (workload: string, window: Window, { predictionsBucket: bucket }: WatchEffects) => ({
  bucket,
  key: monitoringKey(workload, window, monitoringFiles.published),
});

async function readPublished(workload: string, window: Window, effects: WatchEffects): Promise<Published | null> {
  const stored = await effects.objects.get(publishedAt(workload, window, effects));
  return stored && publishedSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)));
}

interface Publishing {
  readonly before: Published | null;
  readonly digest: string;
  readonly effects: WatchEffects;
}

/**
 * Each series once a window: with the first figure that is known. A late label changes the window's files, not what was
 * published; one alarm must not hear of a window twice.
 */
async function publishWindow(
  window: Window,
  report: WindowReport,
  { before, digest, effects }: Publishing,
): Promise<void> {
  const known = new Set(before?.series);
  const points = metricsOfWindow(report).filter(point => !known.has(seriesOf(point)));
  if (points.length > 0) await effects.metrics.publish(points);
  const published: Published = { digest, series: [...known, ...points.map(seriesOf)].sort() };
  await effects.objects.put(publishedAt(report.workload, window, effects), {
    bytes: new TextEncoder().encode(JSON.stringify(published)),
    contentType: 'application/json',
  });
}
