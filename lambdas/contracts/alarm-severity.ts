/** `critical`: what people get is wrong, late or lost, look now. `warning`: look within a working day. */
export type Severity = 'critical' | 'warning';

/** How bad an alarm is, by its heading in docs/runbook.md; an alarm without an entry does not compile. */
export const alarmSeverities = {
  'dead-letters': 'critical',
  'queue-age': 'critical',
  'workflow-failures': 'critical',
  'reconciler-errors': 'warning',
  'rejection-share': 'warning',
  'approval-notices': 'warning',
  notices: 'critical',
  'training-starts': 'warning',
  'retraining-requests': 'warning',
  'trail-records': 'warning',
  untracked: 'warning',
  'failed-releases': 'critical',
  'broken-off-deployments': 'critical',
  'release-openings': 'warning',
  'release-ends': 'warning',
  rejections: 'critical',
  classifications: 'critical',
  'images-wait': 'critical',
  'gathering-errors': 'warning',
  'failed-backfills': 'warning',
  labels: 'warning',
  recall: 'critical',
  precision: 'critical',
  'true-positives': 'critical',
  'data-drift': 'warning',
  'prediction-mix': 'warning',
  rmse: 'critical',
  'prediction-drift': 'warning',
  'no-predictions': 'critical',
  'no-labels': 'warning',
  monitors: 'critical',
} as const satisfies Record<string, Severity>;

export type AlarmHeading = keyof typeof alarmSeverities;

/** Description of an alarm: the fact, how bad it is, and where it says what to do. */
export const alarmDescription = (fact: string, heading: AlarmHeading): string =>
  `${fact}. Severity: ${alarmSeverities[heading]}. Runbook: docs/runbook.md#${heading}`;

/** What the description of an alarm says; null for alarms of others. */
export function severityOf(description: string): Severity | null {
  const severity = /\. Severity: (critical|warning)\. Runbook: /.exec(description)?.[1];
  return severity === 'critical' || severity === 'warning' ? severity : null;
}
