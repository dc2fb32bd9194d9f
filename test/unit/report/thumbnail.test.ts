import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { thumbnail } from '../../../cli/report/thumbnail';

const WIDTH = 900;
const HEIGHT = 600;

/** The hardest picture to make small. */
async function noisePicture(): Promise<Sharp> {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let i = 0, state = 1; i < data.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    data[i] = state >> 16;
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

async function sizeOf(uri: string | null) {
  const { width, height } = await sharp(Buffer.from(uri!.split(',')[1]!, 'base64')).metadata();
  return { width, height };
}

/** A PNG that claims a size and holds a few zeros: crc 0 is what a decoder finds too late. */
function claimingPng(width: number, height: number): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type), body, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(64)))]);
}

describe('thumbnail', () => {
  test.each(['jpeg', 'png', 'webp'] as const)('of a %s is at most 160 pixels and 10 KB', async format => {
    const uri = await thumbnail(await (await noisePicture()).toFormat(format).toBuffer());
    expect(uri!.length).toBeLessThanOrEqual(10 * 1024);
    expect(await sizeOf(uri)).toEqual({ width: 160, height: 107 });
  });

  test('of noise, which no encoder makes small, is still at most 10 KB', async () => {
    const noise = await (await noisePicture()).extract({ left: 0, top: 0, width: 160, height: 160 }).png().toBuffer();
    const uri = await thumbnail(noise);
    expect(uri!.length).toBeLessThanOrEqual(10 * 1024);
    expect(await sizeOf(uri)).toEqual({ width: 80, height: 80 });
  });

  test('stands upright when the photo carries an orientation', async () => {
    const turned = await (await noisePicture()).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect(await sizeOf(await thumbnail(turned))).toEqual({ width: 107, height: 160 });
  });

  test('shows what can be decoded of a truncated photo', async () => {
    const whole = await (await noisePicture()).jpeg().toBuffer();
    expect(await thumbnail(whole.subarray(0, whole.length / 2))).toMatch(/^data:image\/webp;base64,/);
  });

  test.each([
    ['no bytes', Buffer.alloc(0)],
    ['a text', Buffer.from('<html>not a photo</html>')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
    ['only a beginning', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['a header that claims 1.6 gigapixels', claimingPng(40_000, 40_000)],
    ['more pixels than so few bytes can hold', claimingPng(5_000, 5_000)],
  ])('is null for %s', async (_, bytes) => {
    expect(await thumbnail(bytes)).toBeNull();
  });

  test('never throws, whatever the bytes', async () => {
    const whole = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#369' } })
      .jpeg()
      .toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), async (at, value) => {
        const damaged = Buffer.from(whole);
        damaged[at] = value;
        const uri = await thumbnail(damaged);
        expect(uri === null || uri.startsWith('data:image/webp;base64,')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
