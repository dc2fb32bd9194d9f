import fc from 'fast-check';
import { recallChart } from '../../../cli/report/recall-chart';
import { timeline } from '../../../cli/report/timeline';
import { trailSections } from '../../../cli/report/trail-sections';
import { classPhases } from '../../../cli/trail/class-phases';
import { storyMarks } from '../../../cli/trail/story-marks';
import { storySpans } from '../../../cli/trail/story-spans';
import { trailPage } from '../../../cli/trail/write-trail-page';
import { storiesOf } from '../../../lambdas/domain/trail/stories';
import { trailKinds } from '../../../lambdas/domain/trail/trail-event';
import { alarm, alarmName } from '../trail/alarm-story';
import { at, run } from '../trail/events';
import { events, evidence, minuteOf, story, windows } from './sample-evidence';

const now = new Date('2026-11-21T17:00:00Z');
const pageOf = (own: Partial<Parameters<typeof trailPage>[0]> = {}) => trailPage({ story, evidence, ...own }, now);

describe('the timeline', () => {
  const shown = timeline(story.moments).markup;
  const placeOf = (text: string) => {
    expect(shown).toContain(text);
    return shown.indexOf(text);
  };

  it('begins with the alarm and ends with the recovery, refusals, both approvals and production between them', () => {
    const places = [
      'recall-bags is raised',
      'refuses recall-bags: COOLDOWN',
      'lets a retraining through',
      'the candidate passes',
      'version 3 waits for approval',
      '>ann</span>approves version 3',
      'pre-production: version 3 serves',
      '>bob</span>approves the way to production',
      '</span>production: version 3 serves',
      'version 3: verified in production',
      'recall-bags recovered after 13 min 30 s',
    ].map(placeOf);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(shown).toContain('RecallBreach of Class bags: 1, limit 1');
  });

  it('is the same whatever the order of events', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(events, { minLength: events.length }), shuffled => {
        const [found] = storiesOf(shuffled);
        expect(timeline(found?.moments ?? []).markup).toBe(shown);
      }),
    );
  });

  it('folds steps and jobs into what they led to, but never one that failed', () => {
    expect(shown).toContain('<summary>3 steps before it</summary>');
    const failed = storiesOf([...run.slice(0, 4), at(9, { status: 'Failed', why: 'no memory' })])[0];
    expect(timeline(failed?.moments ?? []).markup).toContain('<p>no memory</p>');
  });

  it('shows the newest step of what is under way', () => {
    expect(timeline(storiesOf(run.slice(0, 3))[0]?.moments ?? []).markup).toContain('<span class="who">Train</span>');
    expect(timeline([]).markup).toBe('<p>Nothing happened yet.</p>');
  });

  it('has words for every kind of record, and shows markup in any of its texts as text', () => {
    const hostile = '<script>alert(1)</script>';
    for (const kind of trailKinds) {
      const event = at(0, {
        kind,
        subject: hostile,
        status: hostile,
        why: hostile,
        by: hostile,
        correlationId: hostile,
      });
      const page = trailPage({ story: storiesOf([event])[0]!, evidence: { ...evidence, marks: [] } }, now);
      expect(page).not.toContain('<script>');
      expect(page).toContain('&lt;script&gt;');
    }
  });
});

describe('the recall chart', () => {
  const shown = recallChart({ windows, marks: evidence.marks }).markup;

  it('has a chart a class with a title, words for those who do not see it, and a diamond for each breach', () => {
    expect(shown.match(/role="img"/g)).toHaveLength(2);
    expect(shown).toContain('<title id="recall-0-title">Recall of bags</title>');
    expect(shown).toContain('first 0.950, lowest 0.420, last 0.960');
    expect(shown.match(/class="breach"/g)).toHaveLength(6);
  });

  it('is broken where too few labels tell a recall', () => {
    const [, line = ''] = /class="line" d="([^"]+)"/.exec(shown) ?? [];
    expect(line.match(/M/g)).toHaveLength(2);
  });

  it('marks drift, retraining, release and recovery once a chart', () => {
    for (const kind of ['alarm', 'retraining', 'release', 'recovery']) {
      expect(shown.match(new RegExp(`class="mark ${kind}"`, 'g'))).toHaveLength(2);
    }
  });

  it('is the same whatever the order of windows, and stays within its drawing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...windows], { minLength: windows.length }), shuffled => {
        expect(recallChart({ windows: shuffled, marks: evidence.marks }).markup).toBe(shown);
      }),
    );
    const places = [...shown.matchAll(/ (?:c?x|x1|x2)="([\d.-]+)"/g)].map(([, x]) => Number(x));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThanOrEqual(400);
  });

  it.each([
    ['no window', []],
    ['windows without labels', [minuteOf(0, null)].map(one => ({ ...one, classes: {} }))],
  ])('says so with %s', (_, few) => {
    expect(recallChart({ windows: few, marks: evidence.marks }).markup).toContain('No window has enough labels');
  });

  it('draws one window, and one moment, without a number that is none', () => {
    const only = recallChart({ windows: [minuteOf(0, 0.5)], marks: [] }).markup;
    expect(only).not.toMatch(/NaN|Infinity/);
  });
});

describe('phases', () => {
  it('begin with the first window out of the ordinary before the alarm; where one begins, the window counts for none', () => {
    expect(evidence.phases?.windows).toEqual({ before: 4, during: 6, after: 3 });
    const [bags] = evidence.phases?.classes ?? [];
    expect(bags?.figures.before).toMatchObject({ recall: 0.95, support: 400 });
    expect(bags?.figures.after).toMatchObject({ recall: 0.96, support: 300 });
  });

  it('have nothing after a release that never was, and no recall without an example', () => {
    const marks = evidence.marks.filter(({ kind }) => kind === 'alarm');
    expect(classPhases(windows, marks).windows).toEqual({ before: 4, during: 10, after: 0 });
    expect(classPhases(windows, marks).classes[0]?.figures.after).toEqual({
      recall: null,
      precision: null,
      support: 0,
    });
    expect(classPhases([], [])).toEqual({ windows: { before: 0, during: 0, after: 0 }, classes: [] });
  });

  it.each(['before', 'during', 'after'] as const)('never count a window twice (%s)', phase => {
    const counts = classPhases([...windows].reverse(), evidence.marks).windows;
    expect(counts[phase]).toBe(evidence.phases?.windows[phase]);
  });
});

it('what the time went to follows on without gaps, from the alarm to the recovery', () => {
  const spans = storySpans(story);
  expect(spans.map(({ name }) => name)).toEqual([
    'Alarm to the yes',
    'Training and gate',
    'First approval',
    'Pre-production',
    'Second approval',
    'Production',
    'Until the alarm is calm',
  ]);
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1];
    expect(span.sinceStartMs + span.tookMs).toBe(next?.sinceStartMs ?? story.durationMs);
  }
});

describe('a page', () => {
  it('is one file without scripts that says how it ended', () => {
    const page = pageOf();
    expect(page).toContain(
      'The loop is closed: version 3 is in production, and recall-bags recovered 13 min 30 s after its alarm.',
    );
    expect(page).not.toContain('<script');
    expect(page).toContain('COOLDOWN');
    expect(page).toContain('▼ −0.005');
  });

  it.each([
    [{ windows: null, phases: null }, 'Nothing watches this workload'],
    [{ windows: [], phases: null }, 'No window of predictions was judged around this story'],
    [{ versions: null }, 'Nothing was refused'],
  ])('works without %j', (missing, words) => {
    const calm = storiesOf(events.filter(({ kind }) => kind !== 'refusal'))[0]!;
    expect(pageOf({ story: calm, evidence: { ...evidence, ...missing } })).toContain(words);
  });

  it('says that an alarm stays', () => {
    const open = storiesOf(events.filter(({ status }) => status !== 'OK'))[0]!;
    expect(pageOf({ story: open })).toContain('In production; 1 alarm still raised.');
    expect(pageOf({ story: open })).toContain('still raised</dd>');
  });

  it('has sections with names of their own', () => {
    const ids = trailSections({ story, evidence }).map(({ id }) => id);
    expect(ids).toEqual(['story', 'recall', 'versions', 'refusals']);
  });

  it('marks nothing in a story in which nothing turned', () => {
    expect(storyMarks(storiesOf([alarm(0, 'OK')])[0]!)).toEqual([]);
    expect(storyMarks(storiesOf([alarm(0, 'ALARM')])[0]!)).toMatchObject([{ kind: 'alarm' }]);
    expect(alarmName).toContain('-retrain-');
  });
});
