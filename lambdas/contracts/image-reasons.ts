import type { Reason, ReasonEntry } from './reasons';

const entries = {
  EMPTY_FILE: ['The file has no bytes.', 'Send the file again; the upload was interrupted or the source is empty.'],
  TOO_MANY_BYTES: ['The file is larger than maxBytes.', 'Send a smaller or more compressed image, or raise maxBytes.'],
  NOT_AN_IMAGE: [
    'The content is not a raster image, whatever the name says.',
    'Send the picture itself; a page, archive or error message was saved under its name.',
  ],
  FORMAT_NOT_ALLOWED: [
    'The content is an image of a format that the workload does not take.',
    'Convert the image to one of the allowed formats.',
  ],
  EXTENSION_MISMATCH: [
    'The file extension names another format than the content has.',
    'Rename the file or export it again; or set extensionMismatch to accept.',
  ],
  UNSUPPORTED_ENCODING: [
    'The image uses a variant of its format that common decoders do not read (arithmetic, lossless or 12-bit JPEG).',
    'Export it as baseline or progressive JPEG, PNG or WebP.',
  ],
  SIDE_TOO_SMALL: ['A side is shorter than minSidePixels.', 'Send a larger picture, not a thumbnail.'],
  SIDE_TOO_LARGE: ['A side is longer than maxSidePixels.', 'Scale the picture down.'],
  TOO_MANY_PIXELS: ['Width x height exceeds maxMegapixels.', 'Scale the picture down.'],
  SUSPICIOUS_PIXEL_CLAIM: [
    'The header claims more pixels than so few bytes can hold: a decompression bomb or a damaged header.',
    'Export the picture again; if it is genuine, raise maxPixelsPerByte.',
  ],
  INTERLACED_TOO_LARGE: [
    'An interlaced PNG exceeds maxInterlacedMegapixels: it can only be decoded whole, in memory.',
    'Export it without interlacing.',
  ],
  ASPECT_RATIO: ['The longer side exceeds maxAspectRatio times the shorter one.', 'Crop the picture to the product.'],
  TRUNCATED: ['The file ends before the image does.', 'Send the file again; the upload was interrupted.'],
  CORRUPT_DATA: [
    'The image data contradict themselves: part of the picture would be grey or scrambled.',
    'Send the file again from an intact original.',
  ],
  CRC_MISMATCH: ['A PNG chunk does not match its checksum.', 'Send the file again; bytes changed on the way.'],
  TOO_MANY_SCANS: [
    'A JPEG has more scans than any encoder writes: decoding it takes unbounded time.',
    'Export the picture again as baseline or ordinary progressive JPEG.',
  ],
  TRAILING_BYTES: [
    'Bytes follow the end of the image.',
    'Export the picture again without attachments (motion photo, gain map, padding), or set trailingBytes to accept.',
  ],
  POLYGLOT: [
    'An archive, document or script follows the end of the image.',
    'Find out who made the file: it is an image and something else at the same time.',
  ],
  ANIMATED: ['The image has more than one frame.', 'Send a still picture, or set animated to accept.'],
  CMYK: ['The JPEG has four colour components (CMYK or YCCK).', 'Convert it to sRGB, or set cmyk to accept.'],
  SIXTEEN_BIT: ['A channel has more than 8 bits.', 'Convert it to 8 bits per channel, or set sixteenBit to accept.'],
  ALPHA: ['The image has transparency.', 'Flatten it onto a ground colour, or set alpha to accept.'],
  JPEG_HEADER_JUNK: [
    'Bytes that belong to no segment lie between the JPEG segments; viewers skip them.',
    'Export the picture again, or set headerJunk to accept.',
  ],
  DECODE_FAILED: ['The decoder refuses the image.', 'Export the picture again with another program.'],
} as const satisfies Record<string, readonly [meaning: string, remedy: string]>;

export type ImageReasonCode = keyof typeof entries;

/** The closed list of reasons for which an image is rejected, by code. */
export const imageReasons = Object.fromEntries(
  Object.entries(entries).map(([code, [meaning, remedy]]) => [code, { code, meaning, remedy }]),
) as Readonly<Record<ImageReasonCode, ReasonEntry>>;

/** A reason with the remedy of its code. `measured` holds the values behind it, units in the names. */
export function imageReason(code: ImageReasonCode, message: string, measured?: Reason['measured']): Reason {
  const { remedy } = imageReasons[code];
  return measured === undefined ? { code, message, remedy } : { code, message, remedy, measured };
}
