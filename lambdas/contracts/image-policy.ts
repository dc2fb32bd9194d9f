import * as z from 'zod/mini';

/** What to do with a well-formed image that has a property some pipelines can't use. */
const verdict = z.enum(['accept', 'reject']);
const positive = z.number().check(z.positive());
const positiveInt = z.int().check(z.positive());

/** Version of the image validator's rules; it changes when the same bytes could get another verdict. */
export const imageValidatorVersion = 'images-1';

/**
 * Which images a workload takes in. Every field has a default, so `{}` is a complete policy.
 * Limits are checked from the header, before any decoder sees the bytes.
 */
export const imagePolicySchema = z.strictObject({
  formats: z._default(z.array(z.enum(['jpeg', 'png', 'webp'])).check(z.minLength(1)), ['jpeg', 'png', 'webp']),
  /** 25 MiB: a 50 MP JPEG of quality 95 is about 4 bit per pixel = 25 MB. */
  maxBytes: z._default(positiveInt, 25 * 1024 * 1024),
  /** Below 16 px a side there are fewer than two 8x8 JPEG blocks: nothing to classify. */
  minSidePixels: z._default(positiveInt, 16),
  /** Largest WebP side is 16383 (14 bit); a longer PNG row is a bomb (786464 x 32 took sharp 1.28 GB). */
  maxSidePixels: z._default(positiveInt, 16_384),
  /** 50 MP x 3 components x 2 byte = 300 MB of progressive JPEG coefficients, the most that fits 512 MB. */
  maxMegapixels: z._default(positive, 50),
  /** An interlaced PNG is decoded whole: 12 MP x 4 channels x 2 byte = 96 MB, twice while it is shrunk. */
  maxInterlacedMegapixels: z._default(positive, 12),
  /** An optimised JPEG of one colour is 170 pixels per byte, deflate at its limit (1032:1) 1032 grey pixels per byte. */
  maxPixelsPerByte: z._default(positive, 4000),
  /** Longer side / shorter side; a panorama is 4, a strip of 10 shrinks to 256 x 26. */
  maxAspectRatio: z._default(z.number().check(z.gte(1)), 10),
  /** A classifier sees one frame; which one is an accident. */
  animated: z._default(verdict, 'reject'),
  /** Colours of a CMYK JPEG depend on the decoder (Adobe stores them inverted). */
  cmyk: z._default(verdict, 'reject'),
  /** Common readers clip 16-bit grey to 8 bit, i.e. turn it white, without an error. */
  sixteenBit: z._default(verdict, 'reject'),
  /** Product cut-outs have alpha; features are computed on a white ground. */
  alpha: z._default(verdict, 'accept'),
  /** Bytes between JPEG segments that decoders skip with a warning: the picture is whole. */
  headerJunk: z._default(verdict, 'accept'),
  extensionMismatch: z._default(verdict, 'reject'),
  /** Bytes after the image that no viewer shows. Archives, documents and scripts there are rejected in any case. */
  trailingBytes: z._default(verdict, 'reject'),
  /** `strip` curates a copy without the GPS position; `keep` leaves every byte as sent. */
  gps: z._default(z.enum(['keep', 'strip']), 'keep'),
});

export type ImagePolicy = z.infer<typeof imagePolicySchema>;
export type ImageFormat = ImagePolicy['formats'][number];
