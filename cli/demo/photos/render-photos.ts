import type { PhotoSource } from './photo';
import { type RenderedPhoto, renderPhoto } from './render-photo';

export interface RenderPhotosProps {
  readonly source: PhotoSource;
  readonly count: number;
  readonly seed: number;
  /** Photos in work at a time; more than the cores plus two only costs memory. @default 4 */
  readonly inFlight?: number;
  /** @default renderPhoto */
  readonly camera?: Camera;
}

/** Takes the photo at a place of a seed's order; the same arguments give the same bytes. */
export type Camera = typeof renderPhoto;

/** Renders photos in order, a few at a time; a slow reader slows the rendering down instead of filling the memory. */
export async function* renderPhotos(props: RenderPhotosProps): AsyncGenerator<RenderedPhoto> {
  const { source, count, seed, inFlight = 4, camera = renderPhoto } = props;
  const working: Promise<RenderedPhoto>[] = [];
  let index = 0;
  try {
    for await (const photo of source.photos(count, seed)) {
      working.push(camera(photo, index++, seed));
      if (working.length >= inFlight) yield await working.shift()!;
    }
    while (working.length > 0) yield await working.shift()!;
  } finally {
    // a reader that stops early must not leave a rejection without a handler
    await Promise.allSettled(working);
  }
}
