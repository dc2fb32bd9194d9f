import { MemoryLog } from '../../lambdas/adapters/memory/journal';
import { MemoryMetricSink } from '../../lambdas/adapters/memory/metric-sink';
import { MemoryModelRegistry } from '../../lambdas/adapters/memory/model-registry';
import { MemoryObjectStore } from '../../lambdas/adapters/memory/object-store';
import type { DriftPlans } from '../../lambdas/contracts/drift-policy';
import { monitoringFiles } from '../../lambdas/contracts/monitoring';
import type { NumberRecord } from '../../lambdas/contracts/number-record';
import type { PredictionRecord } from '../../lambdas/contracts/prediction-record';
import { monitoringKey } from '../../lambdas/domain/drift/monitor/windows';
import { partitionedKey } from '../../lambdas/domain/predictions/prediction-keys';
import { monitorLines } from '../../lambdas/handlers/drift/monitor-lines';
import { createWatchWorkload, type WatchEffects } from '../../lambdas/handlers/drift/watch-workload';

/** When the store writes its first object: what is asked of windows later than that is there. */
export const start = Date.parse('2026-11-21T12:00:00Z');
export const minute = 60_000;

/** "Watch workload" on stores in memory; the clock is that of the newest look. */
export function watchedWorld(workload: string, plans: DriftPlans) {
  const objects = new MemoryObjectStore(start);
  const registry = new MemoryModelRegistry();
  const metrics = new MemoryMetricSink();
  const journal = new MemoryLog();
  let now = start + 10 * minute;
  const effects: WatchEffects = {
    objects,
    registry,
    metrics,
    lines: monitorLines(),
    journal,
    clock: { now: () => new Date(now) },
    plans,
    predictionsBucket: 'predictions',
    modelsBucket: 'models',
    quarantineBucket: 'quarantine',
  };
  const watch = createWatchWorkload(effects);
  return {
    ...effects,
    objects,
    registry,
    metrics,
    journal,
    effects,
    /** Judges what has ended by so many minutes after the start. */
    look: (minutes: number) => {
      now = start + minutes * minute;
      objects.time = now;
      return watch({ kind: 'due', workload, at: new Date(now).toISOString() });
    },
  };
}

export const line = (row: unknown) => ({
  bytes: Buffer.from(`${JSON.stringify(row)}\n`),
  contentType: 'application/x-ndjson',
});

/** What was predicted, each line at its moment. */
export async function placeRecords(
  { objects }: { readonly objects: MemoryObjectStore },
  records: readonly (PredictionRecord | NumberRecord)[],
): Promise<void> {
  for (const record of records) {
    objects.time = Date.parse(record.predictedAt);
    const key = partitionedKey('records', record, record.predictedAt);
    await objects.put({ bucket: 'predictions', key }, line(record));
  }
}

interface FileOfWindow {
  /** After the start. */
  readonly endMinute: number;
  /** `report` when left out. */
  readonly file?: keyof typeof monitoringFiles | undefined;
}

/** A file of a window of ten minutes; null when there is none. */
export async function fileOfWindow(
  workload: string,
  { objects }: { readonly objects: MemoryObjectStore },
  { endMinute, file = 'report' }: FileOfWindow,
): Promise<any> {
  const to = new Date(start + endMinute * minute);
  const window = { from: new Date(to.getTime() - 10 * minute), to };
  const key = monitoringKey(workload, window, monitoringFiles[file]);
  const stored = await objects.get({ bucket: 'predictions', key });
  return stored && JSON.parse(Buffer.from(stored.bytes).toString());
}
