export interface EscalationNoticeProps {
  readonly workload: string;
  readonly environment: string;
  readonly alarm: string;
  /** What CloudWatch says of it. */
  readonly why: string;
  readonly retrainings: number;
  readonly story: string;
}

/** A person is called: training again does not help. @returns subject of at most 100 ASCII characters */
export function escalationNotice({ workload, environment, alarm, why, retrainings, story }: EscalationNoticeProps) {
  const subject = `Everloop ${environment}: retraining does not help ${workload}`.slice(0, 100);
  const where = `--environment ${environment}`;
  const text = [
    `${alarm} stays in ALARM after ${retrainings} retrainings of ${workload}. It starts no other one until it recovers or a person trains.`,
    `What the alarm says\n  ${why}`,
    `Story of the last retraining\n  npx everloop trail ${workload} --story ${story} ${where}`,
    `Versions and their figures\n  npx everloop models ${workload} ${where}`,
    'What to do: docs/runbook.md#retraining-does-not-help',
  ].join('\n\n');
  return { subject, text: `${text}\n` };
}
