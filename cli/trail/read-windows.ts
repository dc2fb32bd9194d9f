import { monitoringFiles, monitoringPrefix } from '../../lambdas/contracts/monitoring';
import type { WindowReport } from '../../lambdas/domain/drift/monitor/window-report';
import { mapInFlight } from '../../lambdas/domain/in-flight';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { type RecallWindow, recallWindow } from './recall-window';

export interface WindowSource {
  readonly objects: Pick<ObjectStore, 'get' | 'list'>;
  readonly predictionsBucket: string;
  readonly workload: string;
  /** Of the workload's policy: windows that somebody judged by hand have other lengths. */
  readonly windowSeconds: number;
}

export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** Hours of eight days; the newest ones are kept. */
const mostWindows = 200;
const readsInFlight = 16;

/** Judged windows that end in a span, oldest first. */
export async function readWindows(source: WindowSource, span: Span): Promise<readonly RecallWindow[]> {
  const { objects, predictionsBucket: bucket } = source;
  const keys = (await keysWithin(source, span)).slice(-mostWindows);
  const windows = await mapInFlight(keys, readsInFlight, async key => {
    const stored = await objects.get({ bucket, key });
    const report = stored && (JSON.parse(new TextDecoder().decode(stored.bytes)) as WindowReport);
    // Of one whose every item was rejected no model knows anything.
    return report && report.predictions > 0 ? [recallWindow(report)] : [];
  });
  return windows.flat();
}

async function keysWithin({ objects, predictionsBucket, workload, windowSeconds }: WindowSource, { from, to }: Span) {
  const found: string[] = [];
  let next: string | undefined;
  do {
    const page = await objects.list(predictionsBucket, `${monitoringPrefix}${workload}/`, next);
    for (const { key } of page.keys) {
      const window = windowOf(key);
      const isOurs = window && window.to.getTime() - window.from.getTime() === windowSeconds * 1000;
      if (isOurs && window.to >= from && window.to <= to) found.push(key);
    }
    next = page.next;
  } while (next !== undefined);
  return found;
}

/** `…/2026-11-21T18-00-00Z_2026-11-21T19-00-00Z/report.json`; undefined for the other files of a window. */
function windowOf(key: string): Span | undefined {
  const [folder = '', file] = key.split('/').slice(-2);
  const [from, to] = folder.split('_').map(stamp => new Date(stamp.replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, 'T$1:$2:$3Z')));
  if (file !== monitoringFiles.report || !from || !to || Number.isNaN(from.getTime() + to.getTime())) return undefined;
  return { from, to };
}
