import { classPhases } from '../../../cli/trail/class-phases';
import type { RecallWindow } from '../../../cli/trail/recall-window';
import type { StoryEvidence } from '../../../cli/trail/story-evidence';
import { storyMarks } from '../../../cli/trail/story-marks';
import type { Story } from '../../../lambdas/domain/trail/stories';
import { storiesOf } from '../../../lambdas/domain/trail/stories';
import { alarm, alarmName, released } from '../trail/alarm-story';
import { at } from '../trail/events';

/** Seconds since the full minute that the story's request was made in. */
const moment = (seconds: number): string => at(seconds, {}).time;

/** One minute of predictions; bags are found as often as asked, footwear always as usual. */
export const minuteOf = (start: number, bags: number | null, version = 2): RecallWindow => {
  const counts = (recall: number | null) => ({
    truePositives: recall === null ? 2 : Math.round(100 * recall),
    falseNegatives: recall === null ? 3 : 100 - Math.round(100 * recall),
    falsePositives: recall === null ? 0 : 4,
  });
  return {
    from: moment(start),
    to: moment(start + 60),
    version,
    predictions: 200,
    labels: bags === null ? 10 : 200,
    classes: {
      bags: { recall: bags, precision: 0.96, floor: 0.85, isBreached: (bags ?? 1) < 0.85, ...counts(bags) },
      footwear: { recall: 0.97, precision: 0.96, floor: 0.9, isBreached: false, ...counts(0.97) },
    },
  };
};

const refusal = at(-10, {
  kind: 'refusal',
  subject: alarmName,
  status: 'COOLDOWN',
  correlationId: 'person-1',
  why: 'the cooldown of 1 min must be over, got until 16:00',
});

export const events = [...released, refusal, alarm(790, 'OK')];
export const story: Story = storiesOf(events)[0]!;

/** Usual until 140 s before the request, drifted until the release at 690 s, usual again. */
export const windows: readonly RecallWindow[] = [
  ...[-380, -320, -260, -200].map(start => minuteOf(start, 0.95)),
  ...[-140, -80, 0, 120].map(start => minuteOf(start, 0.42)),
  minuteOf(240, null),
  ...[420, 660].map(start => minuteOf(start, 0.45)),
  ...[720, 780, 840].map(start => minuteOf(start, 0.96, 3)),
];

export const evidence: StoryEvidence = {
  marks: storyMarks(story),
  windows,
  phases: classPhases(windows, storyMarks(story)),
  versions: {
    fromVersion: 2,
    toVersion: 3,
    golden: [
      { label: 'bags', from: 0.95, to: 0.96 },
      { label: 'footwear', from: 0.98, to: 0.975 },
    ],
    drift: [{ label: 'bags', from: 0.4, to: 0.93 }],
  },
};
