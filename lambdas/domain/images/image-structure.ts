import type { ImageFormat } from '../../contracts/image-policy';
import { imageReason } from '../../contracts/image-reasons';
import type { Reason } from '../../contracts/reasons';
import type { ByteRange } from './byte-access';

/** What the first bytes claim; nothing of it is verified yet. */
export interface ImageHeader {
  readonly format: ImageFormat;
  /** As stored: EXIF orientation is not applied. */
  readonly width: number;
  readonly height: number;
  readonly bitsPerChannel: number;
  readonly colour: 'grey' | 'rgb' | 'palette' | 'cmyk';
  /** PNG Adam7 only: a progressive JPEG is not interlaced in this sense. */
  readonly interlaced: boolean;
}

/** What a walk over the container found. */
export interface ImageContainer {
  readonly animated: boolean;
  readonly alpha: boolean;
  /** Offset of the first byte after the image. */
  readonly endsAt: number;
  /** TIFF blocks (without the "Exif\0\0" prefix of JPEG). */
  readonly exif: readonly ByteRange[];
  /** Uncompressed XMP packets. */
  readonly xmp: readonly ByteRange[];
  /** Whole PNG chunks that hold a GPS position in packed form. */
  readonly packedGps: readonly ByteRange[];
  /** Bytes between JPEG segments that belong to none. */
  readonly junk: readonly ByteRange[];
}

/** The outcome of parsing untrusted bytes: the value, or the reason why there is none. */
export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'broken'; readonly reason: Reason };

export const parsed = <T>(value: T): Parsed<T> => ({ kind: 'parsed', value });
export const broken = (reason: Reason): Parsed<never> => ({ kind: 'broken', reason });
/** Bytes that break the rules of their format. */
export const corrupt = (message: string): Parsed<never> => broken(imageReason('CORRUPT_DATA', message));

/** An image whose header was read; the further walks cost more and are run only when the header passes the policy. */
export interface OpenedImage {
  readonly header: ImageHeader;
  readonly walkContainer: () => Parsed<ImageContainer>;
  /** The reason why the compressed data are damaged, found without decoding them to pixels. */
  readonly checkData: () => Reason | null;
}

/** Reads the header of one format from bytes whose magic number is known to be that format's. */
export type ImageOpener = (bytes: Uint8Array) => Parsed<OpenedImage>;
