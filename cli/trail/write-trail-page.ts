import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cloudPaths } from '../../local/cloud/paths';
import { countOf } from '../report/figures';
import { renderReport } from '../report/report-page';
import { type TrailSectionsProps, trailSections } from '../report/trail-sections';
import { shortAlarm } from './short-alarm';
import { formatDuration } from './story-text';

interface Target {
  /** `trail-<workload>.html` beside the demo's reports when left out. */
  readonly path?: string | undefined;
  readonly now: Date;
}

/** The page of a story, as one file. */
export const trailPage = (props: TrailSectionsProps, now: Date): string =>
  renderReport({
    title: `Trail of ${props.story.workload}`,
    summary: summaryOf(props),
    generatedAt: now,
    sections: trailSections(props),
  });

/** How it ended, or stands, in one sentence. */
function summaryOf({ story: { state, alarms } }: TrailSectionsProps): string {
  const recovered = alarms.find(({ outcome }) => outcome === 'recovered');
  const open = alarms.filter(({ outcome }) => outcome === 'stays' || outcome === 'raised');
  if (open.length > 0) return `${sentence(state)}; ${countOf(open.length, 'alarm')} still raised.`;
  if (!recovered?.healing) return `${sentence(state)}.`;
  const lasted = formatDuration(recovered.lastedMs ?? 0);
  return `The loop is closed: ${recovered.healing.release} is in production, and ${shortAlarm(recovered.name)} recovered ${lasted} after its alarm.`;
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Writes a page that opens from disk. @returns where it lies */
export function writeTrailPage(props: TrailSectionsProps, { path, now }: Target): string {
  const target = resolve(path ?? join(cloudPaths().folder, 'reports', `trail-${props.story.workload}.html`));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, trailPage(props, now));
  return target;
}
