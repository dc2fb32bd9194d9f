import type { ImageReasonCode } from '../../../lambdas/contracts/image-reasons';
import type { EncodedPhoto } from './rgb-photo';

/** How to spoil a photo; `make` is deterministic given `random`. */
export interface DefectRecipe {
  /** File name with extension. */
  readonly name: string;
  /** What happened to the file, in a few words for a report. */
  readonly title: string;
  /** The one reason code that the default policy must find. */
  readonly expected: ImageReasonCode;
  readonly make: (photo: EncodedPhoto, random: () => number) => Buffer;
}

/** A spoilt file. */
export interface Defect {
  readonly name: string;
  readonly title: string;
  readonly expected: ImageReasonCode;
  readonly bytes: Uint8Array;
}
