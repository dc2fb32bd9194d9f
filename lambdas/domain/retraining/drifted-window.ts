import type { DriftPolicy } from '../../contracts/drift-policy';
import type { DriftWindow } from '../../contracts/drift-window';
import type { NameParts } from '../../contracts/resource-names';
import { subjectOfRetrainAlarm } from '../../contracts/retraining';
import type { WindowSummary } from '../drift/monitor/window-summary';

export interface RaisedAlarms extends NameParts {
  /** Names of the workload's alarms that are raised. */
  readonly alarms: readonly string[];
}

/**
 * The time that the raised alarms are about: from the begin of the first breaching window to the end of the last one, of
 * the version that answers now. Back in time it ends where so many windows in a row were fine that the alarm was not raised.
 * @param summaries of judged windows, in any order
 * @returns undefined when no window tells: alarms that no monitor raised
 */
export function driftedWindow(
  summaries: readonly WindowSummary[],
  raised: RaisedAlarms,
  { breaches: { m, n }, windowSeconds }: Pick<DriftPolicy, 'breaches' | 'windowSeconds'>,
): DriftWindow | undefined {
  const subjects = new Set(raised.alarms.flatMap(name => subjectOfRetrainAlarm(name, raised) ?? []));
  const newestFirst = [...summaries].sort((one, other) => (one.to < other.to ? 1 : -1));
  const version = newestFirst.find(({ predictions }) => predictions > 0)?.version ?? null;
  let breaching: WindowSummary[] = [];
  let calm = 0;
  for (const summary of newestFirst.filter(one => one.version === version)) {
    const outcome = outcomeOf(summary, subjects);
    if (outcome === 'breach') {
      breaching = [...breaching, summary];
      calm = 0;
    }
    if (outcome === 'ok') calm += 1;
    if (calm > n - m) break;
  }
  const [newest, oldest] = [breaching[0], breaching.at(-1)];
  if (!newest || !oldest) return undefined;
  const from = new Date(Date.parse(oldest.to) - windowSeconds * 1000).toISOString();
  return { from, to: new Date(newest.to).toISOString() };
}

/** Of the signals that the alarms stand on, together; other signals of the window do not count. */
function outcomeOf({ outcomes }: WindowSummary, subjects: ReadonlySet<string>): 'breach' | 'ok' | 'unknown' {
  const own = Object.entries(outcomes).flatMap(([signal, outcome]) =>
    subjects.has(signal.replace('/', '-')) ? [outcome] : [],
  );
  if (own.includes('breach')) return 'breach';
  return own.includes('ok') ? 'ok' : 'unknown';
}
