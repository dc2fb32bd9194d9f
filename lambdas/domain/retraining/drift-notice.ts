import type { Notice, NoticeBlock } from '../../contracts/notices';
import { storyBlocks } from '../registry/retrained-notice';
import { type Desk, type Refusal, raisedAlarms } from './desk';

export interface DriftNoticeProps {
  readonly desk: Desk;
  readonly environment: string;
  /** What the names of the workload's alarms begin with. */
  readonly alarmPrefix: string;
  /** Of the retraining that starts, or of what stands in its way: one notice for both. */
  readonly correlationId: string;
  /** What stands in the way of a retraining; undefined when one starts. */
  readonly refusal?: Pick<Refusal, 'code' | 'message'>;
}

/** These stand in the way in the name of a retraining, and its story has told of the drift. */
const told: readonly Refusal['code'][] = ['UNDER_WAY', 'COOLDOWN', 'ESCALATED'];

/** One notice a story; where nothing starts, one an episode: since the first of the alarms was raised. */
function keyOf({ desk, correlationId, refusal }: DriftNoticeProps): string {
  if (refusal === undefined || told.includes(refusal.code)) return correlationId;
  const [first = ''] = raisedAlarms(desk);
  return `${refusal.code} ${desk.alarms[first]?.changedAt ?? correlationId}`;
}

/** The model's alarms say that it is asked about something else, or answers worse; and what is done about it. */
export function driftNotice(props: DriftNoticeProps): Notice {
  const { desk, environment, alarmPrefix, correlationId, refusal } = props;
  const { workload } = desk;
  const subjects = raisedAlarms(desk).map(name => subjectOf(name, alarmPrefix));
  const alarms = subjects.length > 0 ? subjects.join(', ') : 'an alarm that is calm again';
  const next =
    refusal === undefined
      ? 'A retraining starts by itself.'
      : 'No retraining starts now; alarms that stay are looked at again by themselves.';
  return {
    kind: 'drift-found',
    workload,
    environment,
    correlationId,
    key: keyOf(props),
    title: `${workload} drifts: ${alarms}`,
    blocks: [
      { kind: 'text', text: `${workload} drifts in ${environment}. ${next}` },
      ...whatAlarmsSay(desk, alarmPrefix),
      ...whyNot(refusal),
      ...storyBlocks({ workload, environment, correlationId }),
      {
        kind: 'commands',
        title: 'Keep it from retraining, when you know better',
        lines: [`npx everloop hold ${workload} --why "YOUR REASON" --environment ${environment}`],
      },
    ],
  };
}

function whatAlarmsSay(desk: Desk, alarmPrefix: string): NoticeBlock[] {
  const rows = raisedAlarms(desk).map((name): [string, string] => [
    subjectOf(name, alarmPrefix),
    alarmText(desk, name),
  ]);
  return rows.length > 0 ? [{ kind: 'facts', title: 'What its alarms say', rows }] : [];
}

const whyNot = (refusal: DriftNoticeProps['refusal']): NoticeBlock[] =>
  refusal ? [{ kind: 'facts', title: 'Why no retraining starts', rows: [[refusal.code, refusal.message]] }] : [];

const subjectOf = (name: string, alarmPrefix: string): string =>
  name.startsWith(alarmPrefix) ? name.slice(alarmPrefix.length) : name;

function alarmText({ alarms }: Desk, name: string): string {
  const { changedAt = '', why = '' } = alarms[name] ?? {};
  return `since ${changedAt.slice(0, 19).replace('T', ' ')} UTC${why === '' ? '' : `: ${why}`}`;
}
