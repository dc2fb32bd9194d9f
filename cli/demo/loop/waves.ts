import type { Photo, PhotoSource } from '../photos/photo';
import { type DriftKind, driftKinds } from './drift-kinds';

/** What a part of the loop shows: the studio as it always was, a drift, or what the repaired model makes of that. */
export type Phase = 'usual' | `${DriftKind} during` | `${DriftKind} after`;

/**
 * Photos of a wave, which falls into one window of the laptop cloud, or two: of the smallest classes (a tenth of the
 * photos) about 16.
 */
export const wavePhotos = 160;

/** A phase takes so many at most: what it wants to see should have come by then. */
export const mostWaves = 6;

/** In this order, so that a phase has the same photos whichever drifts a run shows. */
const phases: readonly Phase[] = [
  'usual',
  ...driftKinds.flatMap((kind): Phase[] => [`${kind} during`, `${kind} after`]),
];

/** Photos that the loop may take of a source of the split `loop`: 4,800 of Fashion-MNIST's 10,000. */
export const loopPhotos = phases.length * mostWaves * wavePhotos;

/** Number of a wave among those of all phases; also the seed of its looks. */
export function placeOf(phase: Phase, wave: number): number {
  if (Number.isInteger(wave) && wave >= 0 && wave < mostWaves) return phases.indexOf(phase) * mostWaves + wave;
  throw new RangeError(`demo: wave of a phase must be 0 to ${mostWaves - 1}, got ${wave}; report this as a bug`);
}

/**
 * The photos of one wave. Each photo belongs to one wave of one phase: what is counted after a release was never
 * labelled, trained on or compared on before.
 * @param photos of the split `loop`, in the source's order
 */
export function photosOfWave(photos: readonly Photo[], phase: Phase, wave: number): readonly Photo[] {
  const from = placeOf(phase, wave) * wavePhotos;
  return photos.slice(from, from + wavePhotos);
}

/** Photos that are at hand, as a source. */
export const sourceOf = (photos: readonly Photo[], { name, description, licence }: PhotoSource): PhotoSource => ({
  name,
  description,
  licence,
  async *photos(count) {
    yield* photos.slice(0, count);
  },
});
