import pc from 'picocolors';
import { followTrail } from '../../../cli/trail/follow-trail';
import { readStories } from '../../../cli/trail/read-stories';
import { formatDuration, storyText } from '../../../cli/trail/story-text';
import { MemoryTrailStore } from '../../../lambdas/adapters/memory/trail-store';
import { storiesOf } from '../../../lambdas/domain/trail/stories';
import type { TrailEvent } from '../../../lambdas/domain/trail/trail-event';
import { alarm, released } from '../trail/alarm-story';
import { at, run } from '../trail/events';

const plain = pc.createColors(false);

async function trailWith(...events: readonly TrailEvent[]) {
  const trail = new MemoryTrailStore();
  for (const event of events) await trail.append(event);
  return trail;
}

const execution = (id: string, second: number, status = 'Executing') =>
  at(second, { kind: 'execution', subject: 'pipeline', status, executionId: id, id: `${id}-${status}` });

it('a story is told with its durations', () => {
  expect(storyText(storiesOf(run)[0]!, plain).split('\n')).toEqual([
    'person-1  approved  2026-11-21 16:00:00 UTC, 10 min 0 s',
    '  +0.0 s          person            requested                           first model',
    '  +1.0 s          pipeline          Executing',
    '  +2.0 s          Train             Executing',
    '  +3.0 s          Train job         Training',
    '  +1 min 2 s      Train             Succeeded               1 min 0 s',
    '  +1 min 3 s      version 3         PendingManualApproval',
    '  +1 min 3 s      pipeline          Succeeded               1 min 2 s',
    '  +10 min 0 s     version 3         Approved                8 min 57 s  good (ann)',
  ]);
});

describe('a story in text', () => {
  it('tells recovery and verdict, and stays within 100 columns without colours', () => {
    const why =
      'Threshold Crossed: 1 datapoint [1.0 (21/11/26 16:00:00)] was greater than or equal to the threshold (1.0).';
    const dataset = at(0, {
      kind: 'dataset',
      subject: 'f'.repeat(64),
      status: 'Drawn',
      why,
      correlationId: 'person-1',
    });
    const text = storyText(storiesOf([...released, alarm(760, 'OK'), dataset])[0]!, plain);
    expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThanOrEqual(100);
    expect(text).toMatch(/\+13 min 0 s {5}recall-bags {7}Recovered {15}13 min 0 s {2}version 3 is in production/);
    expect(text).toContain('gate              Passed');
    expect(text.replace(/\s+/g, ' ')).toContain(why);
  });

  it('says of an alarm that it stays after the release, or was calm by itself', () => {
    const lastLine = (...events: TrailEvent[]) => storyText(storiesOf(events)[0]!, plain).split('\n').at(-1);
    expect(lastLine(...released)).toBe('  although version 3 is in production since 2026-11-21 16:11:30 UTC');
    expect(lastLine(alarm(0, 'ALARM'))).toBe('  recall-bags is in ALARM since 2026-11-21 16:00:00 UTC');
    expect(lastLine(alarm(0, 'ALARM'), alarm(9, 'OK'))).toMatch(
      /calm again at .* and no release of this story did it$/,
    );
  });
});

it('text of others cannot move the cursor or colour the screen', () => {
  const hostile = at(0, { kind: 'execution', subject: 'pipeline', status: 'Failed', why: '\u001b[2Jgone' });
  expect(storyText(storiesOf([hostile])[0]!, plain)).not.toContain('\u001b');
});

it.each([
  [0, '0.0 s'],
  [1234, '1.2 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [62_000, '1 min 2 s'],
])('%d ms is "%s"', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

describe('reading stories', () => {
  it('gives those that began last', async () => {
    const trail = await trailWith(
      execution('a', 0),
      execution('b', 10),
      execution('c', 20),
      execution('a', 30, 'Failed'),
    );
    const read = await readStories(trail, 'product-images', { last: 2 });
    expect(read.map(({ correlationId }) => correlationId)).toEqual(['c', 'b']);
    expect(await readStories(trail, 'product-images', { last: 9 })).toHaveLength(3);
    expect(await readStories(trail, 'other', { last: 1 })).toEqual([]);
  });

  it('gives whole stories, also when one is longer than a page', async () => {
    const steps = Array.from({ length: 900 }, (_, index) => at(index + 1, { executionId: 'long', id: `s${index}` }));
    const trail = await trailWith(execution('old', -5), execution('long', 0), ...steps);
    const [story, ...others] = await readStories(trail, 'product-images', { last: 1 });
    expect(others).toEqual([]);
    expect(story?.moments).toHaveLength(901);
  });

  it('reads on to the alarm that a story began with, long before its request', async () => {
    const between = Array.from({ length: 600 }, (_, index) => execution(`n${index}`, index - 700));
    const granted = at(0, { kind: 'coordinator', subject: 'alarm', status: 'Granted', correlationId: 'alarm-1' });
    const request = at(0, { kind: 'request', subject: 'alarm', status: 'requested', correlationId: 'alarm-1' });
    const raised = at(-900, { kind: 'alarm', subject: 'a', status: 'ALARM', correlationId: 'alarm-1' });
    const trail = await trailWith(...between, raised, { ...granted, startedAt: raised.time }, request);
    const [story] = await readStories(trail, 'product-images', { last: 1, story: 'alarm-1' });
    expect(story?.moments[0]).toMatchObject({ kind: 'alarm', time: raised.time });
  });

  it('finds a story by its name, however old', async () => {
    const newer = Array.from({ length: 600 }, (_, index) => execution(`n${index}`, index + 10));
    const trail = await trailWith(execution('old', 0), execution('old', 1, 'Succeeded'), ...newer);
    const [story] = await readStories(trail, 'product-images', { last: 1, story: 'old' });
    expect(story).toMatchObject({ correlationId: 'old', state: 'succeeded' });
    expect(await readStories(trail, 'product-images', { last: 1, story: 'none' })).toEqual([]);
  });
});

describe('following', () => {
  /** Runs one addition before each poll, then aborts. */
  async function followed(trail: MemoryTrailStore, additions: readonly TrailEvent[][], choice = { last: 1 } as object) {
    const controller = new AbortController();
    const left = [...additions];
    const sleep = async () => {
      const events = left.shift();
      if (!events) {
        controller.abort();
        throw new Error('aborted');
      }
      for (const event of events) await trail.append(event);
    };
    const told: string[] = [];
    const options = { choice: { last: 1, ...choice }, signal: controller.signal, sleep };
    for await (const { story, moment } of followTrail(trail, 'product-images', options)) {
      told.push(`${story.correlationId} ${moment.status}`);
    }
    return told;
  }

  it('tells the last story, then each new moment once, late ones too', async () => {
    const trail = await trailWith(execution('old', 0), execution('a', 10));
    const late = at(5, { executionId: 'a', status: 'Starting' });
    const told = await followed(trail, [[execution('a', 20, 'Succeeded')], [], [late, execution('b', 30)]]);
    expect(told).toEqual(['a Executing', 'a Succeeded', 'a Starting', 'b Executing']);
  });

  it('tells one story only when asked to', async () => {
    const trail = await trailWith(execution('a', 0), execution('b', 1));
    const told = await followed(trail, [[execution('b', 2, 'Failed'), execution('a', 3, 'Failed')]], { story: 'a' });
    expect(told).toEqual(['a Executing', 'a Failed']);
  });

  it('passes on what fails', async () => {
    const trail = await trailWith();
    const options = {
      choice: { last: 1 },
      signal: new AbortController().signal,
      sleep: async () => {
        throw new Error('no network');
      },
    };
    await expect(followTrail(trail, 'product-images', options).next()).rejects.toThrow('no network');
  });
});
