import { monitoringPrefix, seenFile } from '../../contracts/monitoring';
import { nothingSeen, type Seen, seenSchema, seeWindows } from '../../domain/drift/monitor/silence';
import type { WindowReport } from '../../domain/drift/monitor/window-report';
import type { ObjectStore } from '../../ports/object-store';

interface Place {
  readonly objects: Pick<ObjectStore, 'get' | 'put'>;
  readonly predictionsBucket: string;
}

/** Remembers when a prediction and a label were seen last. Two runs at a time may forget one look; the next one mends it. */
export async function noteSeen(
  workload: string,
  reports: readonly WindowReport[],
  { objects, predictionsBucket: bucket }: Place,
): Promise<Seen> {
  const target = { bucket, key: `${monitoringPrefix}${workload}/${seenFile}` };
  const stored = await objects.get(target);
  const before = stored ? seenSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes))) : nothingSeen;
  const seen = seeWindows(before, reports);
  if (JSON.stringify(seen) === JSON.stringify(before)) return before;
  const bytes = new TextEncoder().encode(`${JSON.stringify(seen)}\n`);
  await objects.put(target, { bytes, contentType: 'application/json' });
  return seen;
}
