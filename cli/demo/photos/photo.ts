/** What a source of demo photos yields and what the renderer makes of it. */

/** Rows of 8-bit grey, top to bottom, no padding; 0 = background, 255 = darkest cloth (Fashion-MNIST's convention). */
export interface GreyPixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1;
  /** width * height bytes. */
  readonly data: Uint8Array;
  /** Side of the photo's frame as a multiple of the picture's. @default FRAME_SCALE, a margin all around */
  readonly frameScale?: number;
}

/** A small grey picture that the renderer turns into a product photo. */
export interface DrawnPhoto {
  readonly label: string;
  /** Unique within its source, e.g. `train-01234`; stays the same when more photos are asked for. */
  readonly id: string;
  readonly pixels: GreyPixels;
}

/** A photo that exists already: it is sent as it is, byte for byte. */
export interface PhotoFile {
  readonly label: string;
  readonly id: string;
  readonly path: string;
}

export type Photo = DrawnPhoto | PhotoFile;

/** Photos to train on, to compare models on, as customers send them, and to show drift with; no two share a photo. */
export type Split = 'train' | 'test' | 'traffic' | 'loop';

/** The golden set is the same in every run: models of all runs are compared on it. */
export const goldenSeed = 1;

/** Of a test set at most so many photos, the first in the golden set's order, are golden; the others are traffic. */
export const mostGolden = 8000;

/**
 * Of a training set what lies behind so many photos of a fixed order is never trained on as it is: it shows drift. Of
 * Fashion-MNIST's 60,000 that leaves 10,000, whatever seed a run has.
 */
export const mostTrained = 50_000;

export interface PhotoSource {
  readonly name: string;
  /** One sentence for the person who runs the demo. */
  readonly description: string;
  readonly licence: string;
  /** At most `count` photos, fewer when the source has no more; the same ones for the same seed. */
  photos(count: number, seed: number): AsyncIterable<Photo>;
}
