import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cloudPaths } from '../../local/cloud/paths';
import { renderReport } from '../report/report-page';
import { type TrailSectionsProps, trailSections } from '../report/trail-sections';

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

function summaryOf({ story }: TrailSectionsProps): string {
  const counts = new Map<string, number>();
  for (const { outcome } of story.alarms) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const alarms = [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
  return `The loop is ${story.state}.${alarms === '' ? ' No alarm belongs to it.' : ` Alarms: ${alarms}.`}`;
}

/** Writes a page that opens from disk. @returns where it lies */
export function writeTrailPage(props: TrailSectionsProps, { path, now }: Target): string {
  const target = resolve(path ?? join(cloudPaths().folder, 'reports', `trail-${props.story.workload}.html`));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, trailPage(props, now));
  return target;
}
