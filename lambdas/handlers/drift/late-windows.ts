import { newestWindow, secondsBetweenLooks, type Window, windowsHolding } from '../../domain/drift/monitor/windows';
import type { LineKeys } from './line-keys';
import { linesOf, type MonitorLines } from './monitor-lines';
import type { MonitorEffects, MonitoredWorkload } from './monitor-window';

/** Labels written since a bit before the last look; a look that comes late, or after a failure, sees them all the same. */
const overlapMs = 600_000;

/** Windows judged again in one run: the newest ones. A day of hours twice over. */
const mostReopened = 48;

/** Labels read in one run. */
const mostLabels = 20_000;

interface Look extends Pick<MonitorEffects, 'objects' | 'predictionsBucket' | 'journal'> {
  readonly keys: LineKeys;
  readonly lines: MonitorLines;
  readonly at: Date;
}

/** Windows of the past that labels came for since the last look: what was said of them may be known better now. */
export async function lateWindows({ workload, plan }: MonitoredWorkload, look: Look): Promise<Window[]> {
  const { policy } = plan;
  const { objects, predictionsBucket: bucket, keys, lines, at } = look;
  const since = at.getTime() - secondsBetweenLooks(policy) * 1000 - policy.graceSeconds * 1000 - overlapMs;
  const listed = await keys.within('labels', { from: new Date(since), to: new Date(at.getTime() + 1) });
  const fresh = listed.filter(({ lastModified }) => lastModified.getTime() >= since);
  const labels = await linesOf(lines, plan).labels.read({ objects, bucket }, fresh.slice(-mostLabels));
  const newest = newestWindow(at, policy).to.getTime();
  const oldest = newest - policy.labelsWithinHours * 3_600_000;
  const ends = new Map<number, Window>();
  for (const label of labels) {
    if (label === null) continue;
    for (const window of windowsHolding(new Date(label.predictedAt), policy)) {
      const end = window.to.getTime();
      if (end <= newest && end >= oldest) ends.set(end, window);
    }
  }
  const found = [...ends.values()].sort((one, other) => one.to.getTime() - other.to.getTime());
  if (fresh.length > mostLabels || found.length > mostReopened) {
    // Judged again with the next label of theirs, or by hand.
    look.journal.problem('windows left as they are', { workload, labels: fresh.length, windows: found.length });
  }
  return found.slice(-mostReopened);
}
