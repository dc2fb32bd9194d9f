import { deflateSync } from 'node:zlib';
import type { DefectRecipe } from './defect';
import { withClaimedSides, withComment } from './jpeg-surgery';
import { animatedPng, pngAround, withPngClaim } from './png-surgery';

/** 40 kB of comment keep the claim below maxPixelsPerByte, so that only the limit on trial is broken. */
const claiming = (jpeg: Buffer, width: number, height: number): Buffer =>
  withClaimedSides(withComment(jpeg, 40_000), width, height);

/** Well-formed as far as anyone can see, but not what a classifier of product photos should get. */
export const unwanted: readonly DefectRecipe[] = [
  {
    name: 'bomb.png',
    title: 'a few bytes that claim 48 megapixels',
    expected: 'SUSPICIOUS_PIXEL_CLAIM',
    make: () => pngAround({ width: 12_000, height: 4000 }, deflateSync(Buffer.alloc(1000))),
  },
  {
    name: 'long-side.jpg',
    title: 'header claims 17,000 pixels a side',
    expected: 'SIDE_TOO_LARGE',
    make: ({ jpeg }) => claiming(jpeg, 17_000, 2000),
  },
  {
    name: 'too-many-pixels.jpg',
    title: 'header claims 81 megapixels',
    expected: 'TOO_MANY_PIXELS',
    make: ({ jpeg }) => claiming(jpeg, 9000, 9000),
  },
  {
    name: 'huge-interlaced.png',
    title: 'header claims 20 interlaced megapixels',
    expected: 'INTERLACED_TOO_LARGE',
    make: ({ png }) => withPngClaim(png, { width: 5000, height: 4000, interlaced: true }),
  },
  { name: 'speck.png', title: 'a picture of 8 x 8 pixels', expected: 'SIDE_TOO_SMALL', make: ({ speck }) => speck },
  {
    name: 'strip.jpg',
    title: 'a picture 24 times as wide as high',
    expected: 'ASPECT_RATIO',
    make: ({ strip }) => strip,
  },
  { name: 'animation.webp', title: 'animated WebP', expected: 'ANIMATED', make: ({ animatedWebp }) => animatedWebp },
  { name: 'animation.png', title: 'animated PNG', expected: 'ANIMATED', make: () => animatedPng() },
  { name: 'print-colours.jpg', title: 'CMYK JPEG from a print shop', expected: 'CMYK', make: ({ cmyk }) => cmyk },
  {
    name: 'deep-colours.png',
    title: 'PNG of 16 bits per channel',
    expected: 'SIXTEEN_BIT',
    make: ({ sixteenBit }) => sixteenBit,
  },
];
