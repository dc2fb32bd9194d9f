import fc from 'fast-check';
import { driftKinds, shownDrifts } from '../../../cli/demo/loop/drift-kinds';
import { loopPhotos, mostWaves, type Phase, photosOfWave, placeOf, wavePhotos } from '../../../cli/demo/loop/waves';
import { type DrawnPhoto, mostTrained } from '../../../cli/demo/photos/photo';
import { chosenIndices } from '../../../cli/demo/photos/source/fashion-mnist';

const phases: readonly Phase[] = [
  'usual',
  ...driftKinds.flatMap((kind): Phase[] => [`${kind} during`, `${kind} after`]),
];
const photos: readonly DrawnPhoto[] = Array.from({ length: loopPhotos }, (_, at) => ({
  label: 'bags',
  id: `loop-${at}`,
  pixels: { width: 1, height: 1, channels: 1, data: Uint8Array.of(0) },
}));
const waves = phases.flatMap(phase => Array.from({ length: mostWaves }, (_, wave) => ({ phase, wave })));

describe('photos of the loop', () => {
  it('belong to one wave of one phase each', () => {
    const shown = waves.flatMap(({ phase, wave }) => photosOfWave(photos, phase, wave).map(({ id }) => id));
    expect(shown).toHaveLength(waves.length * wavePhotos);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it('look different from wave to wave', () => {
    expect(new Set(waves.map(({ phase, wave }) => placeOf(phase, wave))).size).toBe(waves.length);
  });

  it.each([-1, mostWaves, 0.5, Number.NaN])('fails for wave %d, which no phase has', wave => {
    expect(() => photosOfWave(photos, 'usual', wave)).toThrow(/wave of a phase must be 0 to 5/);
  });

  it('are never trained on, whatever the seed, and the same for every seed', () => {
    const total = 60_000;
    const loop = [...chosenIndices(total, loopPhotos, { split: 'loop', seed: 1 })];
    expect(loop).toHaveLength(loopPhotos);
    const reserved = new Set(chosenIndices(total, total, { split: 'loop', seed: 1 }));
    expect(reserved.size).toBe(total - mostTrained);
    const seeds = fc.integer({ min: 1, max: 2 ** 31 });
    const isApart = (seed: number) => {
      const trained = [...chosenIndices(total, 20_000, { split: 'train', seed })];
      expect(trained).toHaveLength(20_000);
      expect(trained.some(index => reserved.has(index))).toBe(false);
      expect([...chosenIndices(total, 500, { split: 'loop', seed })]).toEqual(loop.slice(0, 500));
    };
    fc.assert(fc.property(seeds, isApart), { numRuns: 5 });
  });
});

describe('the drifts that the demo shows', () => {
  const all = { training: true, release: true, loop: true } as const;

  it.each([
    ['both', {}, ['lighting', 'rotated']],
    ['one when it must be quick', { quick: true }, ['lighting']],
    ['the one that is asked for', { drift: 'rotated', quick: true }, ['rotated']],
    ['none without a loop', { loop: false }, []],
    ['none without a release', { release: false }, []],
    ['none without a model', { training: false }, []],
    ["none with a user's own photos", { images: './photos' }, []],
  ] as const)('are %s', (_, asked, expected) => {
    expect(shownDrifts({ ...all, ...asked })).toEqual(expected);
  });
});
