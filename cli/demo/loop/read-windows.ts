import type { DriftPolicy } from '../../../lambdas/contracts/drift-policy';
import { monitoringFiles } from '../../../lambdas/contracts/monitoring';
import type { WindowReport } from '../../../lambdas/domain/drift/monitor/window-report';
import { monitoringKey, type Window, windowsHolding } from '../../../lambdas/domain/drift/monitor/windows';
import { labelKey } from '../../../lambdas/domain/predictions/prediction-items';
import type { LedgerStore } from '../../../lambdas/ports/ledger-store';
import type { ObjectStore } from '../../../lambdas/ports/object-store';
import type { ClassifiedPhoto } from '../release/classify-traffic';

export interface WindowPlace {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly bucket: string;
  readonly workload: string;
  readonly policy: DriftPolicy;
}

/** What the monitor found of the windows that predictions fell into, oldest first; those that it has not judged lack. */
export async function judgedWindows(
  photos: readonly ClassifiedPhoto[],
  { objects, bucket, workload, policy }: WindowPlace,
): Promise<readonly WindowReport[]> {
  const windows = new Map<number, Window>();
  for (const { prediction } of photos) {
    for (const window of windowsHolding(new Date(prediction.predictedAt), policy)) {
      windows.set(window.to.getTime(), window);
    }
  }
  const ordered = [...windows.values()].sort((one, other) => one.to.getTime() - other.to.getTime());
  const read = await Promise.all(
    ordered.map(async window => {
      const stored = await objects.get({ bucket, key: monitoringKey(workload, window, monitoringFiles.report) });
      return stored ? [JSON.parse(new TextDecoder().decode(stored.bytes)) as WindowReport] : [];
    }),
  );
  return read.flat();
}

/** The photos of the first window, and all others: an alarm that wants two windows waits for the second part's labels. */
export function firstWindowApart(
  photos: readonly ClassifiedPhoto[],
  policy: Pick<DriftPolicy, 'windowSeconds' | 'stepSeconds' | 'graceSeconds'>,
): readonly (readonly ClassifiedPhoto[])[] {
  const endOf = ({ prediction }: ClassifiedPhoto) =>
    windowsHolding(new Date(prediction.predictedAt), policy)[0]?.to.getTime() ?? 0;
  const first = Math.min(...photos.map(endOf));
  const parts = [photos.filter(one => endOf(one) === first), photos.filter(one => endOf(one) !== first)];
  return parts.filter(part => part.length > 0);
}

/** DynamoDB reads 100 items in one call. */
const keysPerRead = 100;

/** When the label of each photo was joined, by inference id; those without a label lack. */
export async function joinTimes(
  photos: readonly ClassifiedPhoto[],
  ledger: Pick<LedgerStore, 'read'>,
): Promise<ReadonlyMap<string, string>> {
  const times = new Map<string, string>();
  for (let start = 0; start < photos.length; start += keysPerRead) {
    const page = photos.slice(start, start + keysPerRead);
    const items = await ledger.read(page.map(({ prediction }) => labelKey(prediction.inferenceId)));
    for (const item of items) if (item.kind === 'label') times.set(item.record.inferenceId, item.record.joinedAt);
  }
  return times;
}
