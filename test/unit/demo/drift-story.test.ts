import { DriftStory } from '../../../cli/demo/loop/drift-story';
import { drifts } from '../../../cli/demo/loop/drifts';
import { LoopTraffic, type Wave } from '../../../cli/demo/loop/loop-traffic';
import type { LoopWorld } from '../../../cli/demo/loop/loop-world';

const wave = (number: number, window: Wave['window']): Wave => ({ phase: 'usual', number, window });

/** When waves begin, in seconds, on a clock that each wave's upload moves on by so many. */
async function begins(waves: readonly Wave[], takesSeconds: number): Promise<number[]> {
  let now = 1_000_005_000;
  const found: number[] = [];
  const stop = new Error('the upload is another test');
  const traffic = new LoopTraffic({
    connection: {
      get settings(): never {
        found.push(Math.round(now / 1000) - 1_000_000);
        now += takesSeconds * 1000;
        throw stop;
      },
    } as never,
    workload: 'product-images',
    source: async () => ({ name: 'none', description: '', licence: '', async *photos() {} }),
    run: 'loop-1',
    policy: { stepSeconds: 20 } as never,
    clock: {
      nowMs: () => now,
      sleep: async milliseconds => {
        now += milliseconds;
      },
    },
    signal: new AbortController().signal,
  });
  for (const one of waves) await expect(traffic.send(one, () => undefined)).rejects.toThrow(stop);
  return found;
}

describe('waves of photos', () => {
  it('begin with a window each, however fast they are', async () => {
    expect(await begins([wave(0, 'new'), wave(1, 'new'), wave(2, 'new')], 3)).toEqual([20, 40, 60]);
  });

  it('wait for no window that began meanwhile', async () => {
    expect(await begins([wave(0, 'new'), wave(1, 'new')], 27)).toEqual([20, 47]);
  });

  it('share a window when they may, but none with an earlier phase', async () => {
    expect(await begins([wave(0, 'any'), wave(1, 'any'), wave(0, 'any')], 3)).toEqual([20, 23, 40]);
  });
});

it('a drift goes from its first photo to silent alarms, in the order in which things happen', () => {
  const story = new DriftStory({ drift: drifts.rotated, world: {} as LoopWorld, before: () => [], waves: 4 });
  expect(story.steps().map(({ title }) => title)).toEqual([
    'Drift: cameras hang askew: products are turned by 30 degrees',
    'Labels of the drifted photos arrive',
    'Alarm',
    'Retraining starts by itself',
    'Prepare: check every picture, make arrays and baselines',
    'Train',
    'Evaluate on the golden set',
    'Gate: floors and champion',
    'Register',
    expect.stringMatching(/^First approval: npx everloop approve product-images /),
    expect.stringMatching(/^Pre-production: /),
    expect.stringMatching(/^Second approval: npx everloop release product-images approve /),
    'Fresh photos of the changed studio',
    'Labels of the fresh photos arrive',
    'Alarms fall silent',
  ]);
});
