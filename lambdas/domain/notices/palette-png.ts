import { deflateSync } from 'node:zlib';
import { crc32 } from '../images/png/crc32';

/** Red, green, blue and how opaque, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Index of the palette. */
  readonly colour: number;
}

export interface Drawing {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The first one is the ground. */
  readonly palette: readonly Colour[];
  /** Later ones cover earlier ones; what stands out of the drawing is cut off. */
  readonly rectangles: readonly Rectangle[];
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A PNG of flat rectangles, one byte a pixel (colour type 3, W3C PNG 11.2). By hand: sharp would bring 20 MB of native
 * code to a function that draws twelve bars.
 */
export function palettePng({ width, height, palette, rectangles }: Drawing): Uint8Array {
  const stride = width + 1;
  // Each line begins with its filter, 0: none.
  const lines = new Uint8Array(stride * height);
  for (const { x, y, colour, ...size } of rectangles) {
    const [left, right] = [clamp(x, width), clamp(x + size.width, width)];
    for (let row = clamp(y, height); row < clamp(y + size.height, height); row++) {
      lines.fill(colour, row * stride + 1 + left, row * stride + 1 + Math.max(left, right));
    }
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint16(8, 0x08_03); // eight bits, palette; the other three bytes are 0
  const parts = [
    Uint8Array.from(signature),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('PLTE', Uint8Array.from(palette.flatMap(colour => colour.slice(0, 3)))),
    chunk('tRNS', Uint8Array.from(palette.map(([, , , alpha]) => alpha))),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', new Uint8Array()),
  ];
  return Uint8Array.from(Buffer.concat(parts));
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));

function chunk(type: string, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes, 4, 8 + content.length));
  return bytes;
}
