import type { DriftPlans } from '../../contracts/drift-policy';
import { monitoringFiles, monitorMessageSchema } from '../../contracts/monitoring';
import { metricsOfSilence } from '../../domain/drift/monitor/silence';
import { metricsOfSignals, metricsOfWindow, seriesOf } from '../../domain/drift/monitor/window-metrics';
import type { WindowReport } from '../../domain/drift/monitor/window-report';
import { judgeSignals, type WindowSummary, windowSummarySchema } from '../../domain/drift/monitor/window-summary';
import {
  dueWindows,
  monitoringKey,
  newestWindow,
  type Window,
  windowsBefore,
} from '../../domain/drift/monitor/windows';
import { mapInFlight } from '../../domain/in-flight';
import type { Clock } from '../../ports/clock';
import type { MetricSink } from '../../ports/metric-sink';
import { lateWindows } from './late-windows';
import { type MonitorEffects, type MonitoredWorkload, WindowMonitor } from './monitor-window';
import { noteSeen } from './note-seen';

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

/** Summaries that are read to judge m of n: three days of hours. Windows without enough data take no place among n. */
const mostSummaries = 72;

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
    const plan = Object.hasOwn(effects.plans, workload) ? effects.plans[workload] : undefined;
    if (plan?.kind !== 'classes') {
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
      const report = await monitor.judge(window, effects.clock.now());
      await publishWindow(window, report, effects);
      judged.push(report);
    }
    // As of now, whenever the message is of: one that was moved back to its queue must not tell of last week.
    const now = effects.clock.now();
    const signals = judgeSignals(await summaries(watched, now, effects), plan.policy);
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
 * Each series once a window: with the first figure that is known. A late label changes the window's files, not what was
 * published; one alarm must not hear of a window twice.
 */
async function publishWindow(window: Window, report: WindowReport, effects: WatchEffects): Promise<void> {
  if (report.predictions === 0) return;
  const { objects, predictionsBucket: bucket, metrics } = effects;
  const target = { bucket, key: monitoringKey(report.workload, window, monitoringFiles.published) };
  const before = await objects.get(target);
  const known = new Set<string>(before ? JSON.parse(new TextDecoder().decode(before.bytes)) : []);
  const points = metricsOfWindow(report).filter(point => !known.has(seriesOf(point)));
  if (points.length === 0) return;
  await metrics.publish(points);
  const series = [...known, ...points.map(seriesOf)].sort();
  await objects.put(target, {
    bytes: new TextEncoder().encode(JSON.stringify(series)),
    contentType: 'application/json',
  });
}

const readsInFlight = 32;

async function summaries(
  { workload, plan }: MonitoredWorkload,
  at: Date,
  { objects, predictionsBucket: bucket }: WatchEffects,
): Promise<WindowSummary[]> {
  const windows = windowsBefore(newestWindow(at, plan.policy), plan.policy, mostSummaries);
  const found = await mapInFlight(windows, readsInFlight, async window => {
    const stored = await objects.get({ bucket, key: monitoringKey(workload, window, monitoringFiles.summary) });
    return stored ? [windowSummarySchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)))] : [];
  });
  return found.flat();
}
