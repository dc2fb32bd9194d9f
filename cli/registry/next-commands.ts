import { type TargetOptions, targetWords } from '../deployment/target-options';
import type { VersionReport } from './version-report';

/** What a person may do with a version now: decide on it, or undo the decision, and follow its story. */
export function nextCommands(workload: string, report: VersionReport, options: TargetOptions): string[] {
  const { version, approval, correlationId } = report;
  const target = targetWords(options);
  const decide = (verb: 'approve' | 'reject') => `npx everloop ${verb} ${workload} ${version} --why "…"${target}`;
  const story = correlationId ? ` --story ${correlationId}` : '';
  return [
    ...(approval === 'Approved' ? [] : [decide('approve')]),
    ...(approval === 'Rejected' ? [] : [decide('reject')]),
    `npx everloop trail ${workload}${story}${target}`,
  ];
}
