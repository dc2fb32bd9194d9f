import type { Notice } from '../../contracts/notices';

export interface EscalationNoticeProps {
  readonly workload: string;
  readonly environment: string;
  readonly alarm: string;
  /** When it was decided to call somebody: once an episode of the alarm. */
  readonly at: string;
  /** What CloudWatch says of it. */
  readonly why: string;
  readonly retrainings: number;
  readonly story: string;
}

/** A person is called: training again does not help. */
export function escalationNotice(props: EscalationNoticeProps): Notice {
  const { workload, environment, alarm, at, why, retrainings, story } = props;
  const where = `--environment ${environment}`;
  const commands = (title: string, line: string) => ({ kind: 'commands' as const, title, lines: [line] });
  return {
    kind: 'escalated',
    workload,
    environment,
    correlationId: story,
    key: `${alarm} ${at}`,
    title: `retraining does not help ${workload}`,
    blocks: [
      {
        kind: 'text',
        text: `${alarm} stays in ALARM after ${retrainings} retrainings of ${workload}. It starts no other one until it recovers or a person trains.`,
      },
      commands('What the alarm says', why),
      commands('Story of the last retraining', `npx everloop trail ${workload} --story ${story} ${where}`),
      commands('Versions and their figures', `npx everloop models ${workload} ${where}`),
      { kind: 'text', text: 'What to do: docs/runbook.md#retraining-does-not-help' },
    ],
  };
}
