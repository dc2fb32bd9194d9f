import { seededRandom } from './byte-surgery';
import { damaged } from './damaged';
import type { Defect } from './defect';
import { disguised } from './disguised';
import { encodePhoto, type RgbPhoto } from './rgb-photo';
import { unwanted } from './unwanted';

/** Spoils a photo in every way we know, each with the reason code that must be found. Deterministic by seed. */
export async function makeDefects(base: RgbPhoto, seed = 1): Promise<Defect[]> {
  const photo = await encodePhoto(base);
  const random = seededRandom(seed);
  return [...damaged, ...disguised, ...unwanted].map(({ make, ...defect }) => ({
    ...defect,
    bytes: make(photo, random),
  }));
}
