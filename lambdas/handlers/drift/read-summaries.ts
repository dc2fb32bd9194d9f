import type { WatchPolicy } from '../../contracts/drift-policy';
import { monitoringFiles } from '../../contracts/monitoring';
import { type WindowSummary, windowSummarySchema } from '../../domain/drift/monitor/window-summary';
import { monitoringKey, monitoringPrefixes, newestWindow, windowsBefore } from '../../domain/drift/monitor/windows';
import { mapInFlight } from '../../domain/in-flight';
import { type Listing, listAll } from '../training/read-all';

/** Three days of hours; windows without enough data take no place among the n of m of n. */
const mostSummaries = 72;
const readsInFlight = 32;

/** What was found of the newest windows that were over at a moment. */
export async function readSummaries(
  workload: string,
  { policy, at }: { readonly policy: WatchPolicy; readonly at: Date },
  place: Listing,
): Promise<WindowSummary[]> {
  const windows = windowsBefore(newestWindow(at, policy), policy, mostSummaries);
  const wanted = new Set(windows.map(window => monitoringKey(workload, window, monitoringFiles.summary)));
  // A few lists instead of a question for each window that nothing was predicted in.
  const listed = await Promise.all(monitoringPrefixes(workload, windows, policy).map(prefix => listAll(place, prefix)));
  const there = listed.flat().filter(({ key }) => wanted.has(key));
  const found = await mapInFlight(there, readsInFlight, async ({ key }) => {
    const stored = await place.objects.get({ bucket: place.bucket, key });
    return stored ? [windowSummarySchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)))] : [];
  });
  return found.flat();
}
