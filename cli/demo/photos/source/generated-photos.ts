import type { PhotoSource, Split } from '../photo';
export function generatedPhotos(_props: { split?: Split }): PhotoSource {
  throw new Error('x');
}
