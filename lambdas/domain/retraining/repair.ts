import type { ModelVersion } from '../registry/model-version';
import type { Desk as ReleaseDesk } from '../release/desk';

/** What became of the version that the last retraining gave: until it serves, alarms tell of the version before it. */
export type Repair =
  /** There is none, or none that will serve. */
  | { readonly kind: 'none' }
  /** `since`: ISO 8601, UTC. */
  | { readonly kind: 'undecided'; readonly version: number; readonly since: string }
  | { readonly kind: 'releasing'; readonly version: number }
  /** Its release has ended, well or badly. `at`: ISO 8601, UTC. */
  | { readonly kind: 'released'; readonly version: number; readonly at: string };

/** The event of an approval opens the release within seconds; on a busy day its queue tries again for minutes. */
const openingMs = 15 * 60_000;

/** @param version that the last retraining gave; undefined when it gave none */
export function repairOf(version: ModelVersion | undefined, releases: ReleaseDesk, now: Date): Repair {
  if (!version || version.approval === 'Rejected') return { kind: 'none' };
  const { version: number, approval, createdAt, changedAt = createdAt } = version;
  if (approval !== 'Approved') return { kind: 'undecided', version: number, since: createdAt };
  const { holder, waiting, last } = releases;
  if ([holder, waiting].some(release => release?.version === number)) return { kind: 'releasing', version: number };
  if (last?.version === number && last.endedAt !== undefined) {
    return { kind: 'released', version: number, at: last.endedAt };
  }
  const isOpening = last?.version !== number && now.getTime() - Date.parse(changedAt) < openingMs;
  return isOpening ? { kind: 'releasing', version: number } : { kind: 'none' };
}
