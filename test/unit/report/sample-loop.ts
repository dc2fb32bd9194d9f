import type { RepairReport } from '../../../cli/report/loop-report';

/** A repair of which every text is `text`. */
export const repairOf = (text: string, more: Partial<RepairReport> = {}): RepairReport => ({
  id: 'drift-rotated',
  title: text,
  seenBy: text,
  correlationId: text,
  fromVersion: 1,
  toVersion: 2,
  alarmState: 'OK',
  retrainings: 1,
  windowToAlarmSeconds: 12.5,
  alarmToExecutionSeconds: 2.1,
  totalSeconds: 171,
  class: text,
  classes: [
    { label: text, before: 0.96, during: 0.3149, after: 0.9199 },
    { label: 'hats', before: 1, during: 0.97, after: null },
  ],
  features: { drifted: 4, judged: 12 },
  mixShift: 0.31,
  pictures: [{ before: { name: text, thumbnail: null }, since: { name: text, thumbnail: null } }],
  story: null,
  evidence: null,
  mails: [
    { time: '2026-11-22T04:00:07.000Z', subject: text, text: `${text}\nStory ${text}`, page: `../mails/${text}` },
  ],
  ...more,
});
