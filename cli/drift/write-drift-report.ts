import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { WindowReport } from '../../lambdas/domain/drift/monitor/window-report';
import { cloudPaths } from '../../local/cloud/paths';
import { driftSection } from '../report/drift-section';
import { renderReport } from '../report/report-page';

interface Target {
  /** `drift-<workload>.html` beside the demo's reports when left out. */
  readonly path?: string | undefined;
  readonly now: Date;
}

/** Writes a page that opens from disk. @returns where it lies */
export function writeDriftReport(report: WindowReport, { path, now }: Target): string {
  const target = resolve(path ?? join(cloudPaths().folder, 'reports', `drift-${report.workload}.html`));
  mkdirSync(dirname(target), { recursive: true });
  const page = renderReport({
    title: `Drift of ${report.workload}`,
    generatedAt: now,
    sections: [driftSection(report)],
  });
  writeFileSync(target, page);
  return target;
}
