import { setImmediate } from 'node:timers/promises';
import { drawBag } from '../drawing/bags';
import { drawBottomPart } from '../drawing/bottom-part';
import type { DrawProduct } from '../drawing/drawing';
import { drawFootwear } from '../drawing/footwear';
import { drawOnePiece } from '../drawing/one-piece';
import { shadeDrawing } from '../drawing/shade-drawing';
import { drawUpperPart } from '../drawing/upper-part';
import type { PhotoSource, Split } from '../photo';
import { PRODUCT_CLASSES, type ProductClass } from '../product-classes';
import { seededRandom } from '../seeded-random';

const DRAW: Readonly<Record<ProductClass, DrawProduct>> = {
  'upper-part': drawUpperPart,
  'bottom-part': drawBottomPart,
  'one-piece': drawOnePiece,
  footwear: drawFootwear,
  bags: drawBag,
};

/** Product-like pictures drawn from nothing, any number, each class as often as the others: works without a network. */
export function generatedPhotos({ split = 'train' }: { readonly split?: Split } = {}): PhotoSource {
  return {
    name: 'generated',
    description: 'product-like pictures drawn by the demo',
    licence: 'MIT, part of Everloop',
    async *photos(count, seed) {
      for (let index = 0; index < count; index++) {
        const label = PRODUCT_CLASSES[index % PRODUCT_CLASSES.length]!;
        const random = seededRandom('generated', split, seed, index);
        // a drawing takes milliseconds of this thread: let others have their turn in between
        await setImmediate();
        yield {
          label,
          id: `drawn-${split}-${String(index).padStart(5, '0')}`,
          pixels: shadeDrawing(DRAW[label](random), random),
        };
      }
    },
  };
}
