import type { DriftPlans } from '../../contracts/drift-policy';
import { monitoringFiles, monitorMessageSchema } from '../../contracts/monitoring';
import { digestOfRows } from '../../domain/drift/monitor/monitored-rows';
import { type Published, publishedSchema } from '../../domain/drift/monitor/published';
import { metricsOfSilence } from '../../domain/drift/monitor/silence';
import { metricsOfSignals, metricsOfWindow, seriesOf } from '../../domain/drift/monitor/window-metrics';
import type { WindowReport } from '../../domain/drift/monitor/window-report';
import { judgeSignals, type WindowSummary, windowSummarySchema } from '../../domain/drift/monitor/window-summary';
import {
  dueWindows,
  monitoringKey,
  monitoringPrefixes,
  newestWindow,
  type Window,
  windowsBefore,
} from '../../domain/drift/monitor/windows';
import { mapInFlight } from '../../domain/in-flight';
import type { Clock } from '../../ports/clock';
import type { MetricSink } from '../../ports/metric-sink';
import { listAll } from '../training/read-all';
import { lateWindows } from './late-windows';
import { isTold, type MonitorEffects, type MonitoredWorkload, WindowMonitor } from './monitor-window';
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
      const report = await judgeAnew(window, monitor, effects);
      if (report) judged.push(report);
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
 * What was found of a window; null where the same lines were judged before, by whichever instance of the function. Its last
 * effect remembers them: what broke off is done again.
 */
async function judgeAnew(window: Window, monitor: WindowMonitor, effects: WatchEffects): Promise<WindowReport | null> {
  const { watched } = monitor;
  const rows = await monitor.read(window, effects.clock.now());
  const digest = digestOfRows(rows, watched.plan);
  const before = await readPublished(watched.workload, window, effects);
  if (before?.digest === digest) return null;
  const report = await monitor.judgeRows(window, rows);
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

const readsInFlight = 32;

async function summaries(
  { workload, plan }: MonitoredWorkload,
  at: Date,
  { objects, predictionsBucket: bucket }: WatchEffects,
): Promise<WindowSummary[]> {
  const windows = windowsBefore(newestWindow(at, plan.policy), plan.policy, mostSummaries);
  const wanted = new Set(windows.map(window => monitoringKey(workload, window, monitoringFiles.summary)));
  // A few lists instead of a question for each window that nothing was predicted in.
  const listed = await Promise.all(
    monitoringPrefixes(workload, windows, plan.policy).map(prefix => listAll({ objects, bucket }, prefix)),
  );
  const there = listed.flat().filter(({ key }) => wanted.has(key));
  const found = await mapInFlight(there, readsInFlight, async ({ key }) => {
    const stored = await objects.get({ bucket, key });
    return stored ? [windowSummarySchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)))] : [];
  });
  return found.flat();
}
