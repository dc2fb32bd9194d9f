import { createHash } from 'node:crypto';
import type { Photo, PhotoSource, Split } from '../photos/photo';

/** Of a user's photos so many are golden: nobody has drawn a test set for them. */
export const goldenShare = 0.2;

/** One part of photos that have no test set of their own; each photo stays in its part, whatever is added. */
export const partOf = (source: PhotoSource, split: Split): PhotoSource => ({
  ...source,
  async *photos(count, seed) {
    let given = 0;
    for await (const photo of source.photos(Number.MAX_SAFE_INTEGER, seed)) {
      if (given >= count) return;
      if (splitOf(photo) !== split) continue;
      given += 1;
      yield photo;
    }
  },
});

const splitOf = ({ id }: Photo): Split =>
  createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32 < goldenShare ? 'test' : 'train';
