import type { Moment, Story } from '../../lambdas/domain/trail/stories';
import { storyMarks } from './story-marks';

/** A part of a story: what the time went to. */
export interface StorySpan {
  readonly name: string;
  /** `people`: somebody had to decide. */
  readonly by: 'machine' | 'people';
  readonly sinceStartMs: number;
  readonly tookMs: number;
}

/** From alarm to recovery, in order; parts that have not ended yet are left out. */
export function storySpans(story: Pick<Story, 'moments' | 'alarms' | 'startedAt'>): readonly StorySpan[] {
  const { moments } = story;
  const first = (kind: Moment['kind'], status: RegExp) =>
    moments.find(moment => moment.kind === kind && status.test(moment.status))?.time;
  const mark = (kind: string) => storyMarks(story).find(one => one.kind === kind)?.at;
  const registered = first('version', /^PendingManualApproval$/);
  const approved = first('version', /^Approved$/);
  const decided = first('decision', /^Approved$/);
  const testable = lastBefore(moments, decided);
  const parts: readonly (readonly [string, StorySpan['by'], string | undefined, string | undefined])[] = [
    ['Alarm to the yes', 'machine', mark('alarm'), mark('retraining')],
    ['Training and gate', 'machine', mark('retraining'), registered],
    ['First approval', 'people', registered, approved],
    ['Pre-production', 'machine', approved, testable],
    ['Second approval', 'people', testable, decided],
    ['Production', 'machine', decided, mark('release')],
    ['Until the alarm is calm', 'machine', mark('release'), mark('recovery')],
  ];
  return parts.flatMap(([name, by, from, to]) => {
    if (from === undefined || to === undefined || to < from) return [];
    const sinceStartMs = Date.parse(from) - Date.parse(story.startedAt);
    return [{ name, by, sinceStartMs, tookMs: Date.parse(to) - Date.parse(from) }];
  });
}

/** When the stages before the second approval were done. */
const lastBefore = (moments: readonly Moment[], decided: string | undefined): string | undefined =>
  moments.findLast(
    ({ kind, status, subject, time }) =>
      (kind === 'stage' || kind === 'deployment') &&
      /^(Succeeded|Serving)$/.test(status) &&
      !/^(Approval|Production|production)/.test(subject) &&
      decided !== undefined &&
      time <= decided,
  )?.time;
