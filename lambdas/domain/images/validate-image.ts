import { createHash } from 'node:crypto';
import type { ImageFormat, ImagePolicy } from '../../contracts/image-policy';
import { imageReason } from '../../contracts/image-reasons';
import type { Reason } from '../../contracts/reasons';
import { withoutRanges } from './byte-access';
import { checkContainer, checkHeader } from './check-header';
import { checkSize } from './check-size';
import { extensionClaim } from './extension-claim';
import { type ImageFeatures, measureImage, type ShrunkImage } from './features/image-features';
import type { ImageContainer, ImageHeader } from './image-structure';
import type { ExifSummary } from './metadata/exif';
import { summarizeMetadata } from './metadata/summarize-metadata';
import { openImage } from './open-image';
import { sniffAppendix, sniffContent } from './sniff-content';

export { checkSize } from './check-size';

/** What a decoder made of an image: pixels within 256 x 256, or its complaint. */
export type DecodeResult =
  | { readonly kind: 'decoded'; readonly image: ShrunkImage }
  | { readonly kind: 'failed'; readonly message: string };

/** Decodes a whole image strictly and shrinks it; `header` tells what it will cost. Must not reject. */
export type DecodeShrunk = (bytes: Uint8Array, header: ImageHeader) => Promise<DecodeResult>;

export interface ImageInput {
  /** File name or key; only its extension is read. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ImageVerdict {
  readonly verdict: 'accept' | 'reject';
  /** Empty exactly when the verdict is accept. */
  readonly reasons: readonly Reason[];
  /** What the content is, null when it is none of the three formats. */
  readonly format: ImageFormat | null;
  /** As stored (before EXIF orientation), null when the header could not be read. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
  readonly exif: ExifSummary;
  /** Null unless the image was decoded. */
  readonly features: ImageFeatures | null;
}

export type ImageValidator = (input: ImageInput, policy: ImagePolicy) => Promise<ImageVerdict>;

/** What the stages before the decoder found out; the first stage with a reason is the last one run. */
interface Inspection {
  readonly format: ImageFormat | null;
  readonly header: ImageHeader | null;
  readonly container: ImageContainer | null;
  readonly reasons: readonly Reason[];
}

/**
 * A validator over the decoder it is given. Cheapest check first: size, magic bytes, header limits, container,
 * compressed data, then one decode of a shrunk copy and its statistics. Any bytes yield a verdict, none an exception.
 */
export function createImageValidator({ decode }: { readonly decode: DecodeShrunk }): ImageValidator {
  return async ({ name, bytes }, policy) => {
    const { format, header, container, reasons } = inspectImage({ name, bytes }, policy);
    const facts = {
      format,
      width: header?.width ?? null,
      height: header?.height ?? null,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      exif: container ? summarizeMetadata(bytes, container) : { orientation: null, hasGps: false },
    };
    if (reasons.length > 0 || !header || !container) return { verdict: 'reject', reasons, ...facts, features: null };
    const decoded = await decode(withoutRanges(bytes, container.junk), header);
    if (decoded.kind === 'failed') {
      const failed = imageReason(
        'DECODE_FAILED',
        `decoder must read the ${header.format} file, got: ${decoded.message}`,
      );
      return { verdict: 'reject', reasons: [failed], ...facts, features: null };
    }
    const features = measureImage(decoded.image, { ...header, sizeBytes: bytes.length });
    return { verdict: 'accept', reasons, ...facts, features };
  };
}

/** All stages before the decoder. */
export function inspectImage({ name, bytes }: ImageInput, policy: ImagePolicy): Inspection {
  const nothing: Inspection = { format: null, header: null, container: null, reasons: [] };
  const tooLarge = checkSize(bytes.length, policy);
  if (tooLarge) return { ...nothing, reasons: [tooLarge] };
  const identified = identify({ name, bytes }, policy);
  if (identified.reasons.length > 0 || !identified.format) return { ...nothing, ...identified };
  const { format } = identified;
  const opened = openImage(format, bytes);
  if (opened.kind === 'broken') return { ...nothing, format, reasons: [opened.reason] };
  const { header } = opened.value;
  const overLimits = checkHeader(header, bytes.length, policy);
  if (overLimits.length > 0) return { ...nothing, format, header, reasons: overLimits };
  const walked = opened.value.walkContainer();
  if (walked.kind === 'broken') return { ...nothing, format, header, reasons: [walked.reason] };
  const container = walked.value;
  const unwanted = [...checkContainer(container, policy), ...checkAppendix(bytes.subarray(container.endsAt), policy)];
  if (unwanted.length > 0) return { format, header, container, reasons: unwanted };
  const damage = opened.value.checkData();
  return { format, header, container, reasons: damage ? [damage] : [] };
}

function identify({ name, bytes }: ImageInput, policy: ImagePolicy): { format: ImageFormat | null; reasons: Reason[] } {
  const content = sniffContent(bytes);
  const allowed = policy.formats.join(', ');
  if (content.kind === 'not-image') {
    return { format: null, reasons: [imageReason('NOT_AN_IMAGE', `content must be an image, got ${content.label}`)] };
  }
  const label = content.kind === 'image' ? content.format : content.label;
  if (content.kind === 'other-image' || !policy.formats.includes(content.format)) {
    const reason = imageReason('FORMAT_NOT_ALLOWED', `format must be one of ${allowed}, got ${label}`);
    return { format: content.kind === 'image' ? content.format : null, reasons: [reason] };
  }
  const claim = extensionClaim(name);
  const isMismatch = claim !== null && claim !== content.format && policy.extensionMismatch === 'reject';
  const message = `extension must match the content, got ${claim} in the name of a ${content.format} file`;
  return { format: content.format, reasons: isMismatch ? [imageReason('EXTENSION_MISMATCH', message)] : [] };
}

function checkAppendix(appendix: Uint8Array, policy: ImagePolicy): Reason[] {
  if (appendix.length === 0) return [];
  const { label, dangerous } = sniffAppendix(appendix);
  if (!dangerous && policy.trailingBytes === 'accept') return [];
  const message = `file must end with the image, got ${appendix.length} more bytes (${label})`;
  return [imageReason(dangerous ? 'POLYGLOT' : 'TRAILING_BYTES', message, { trailingBytes: appendix.length })];
}
