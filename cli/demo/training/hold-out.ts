import { createHash } from 'node:crypto';
import type { Photo, PhotoSource, Split } from '../photos/photo';

/** Of a user's photos these shares are held out: nobody has drawn a test set for them. The rest is trained on. */
export const heldOut = { test: 0.2, traffic: 0.1 } as const;

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

function splitOf({ id }: Photo): Split {
  const place = createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32;
  if (place < heldOut.test) return 'test';
  return place < heldOut.test + heldOut.traffic ? 'traffic' : 'train';
}
