import fc from 'fast-check';
import { stripGps } from '../../../lambdas/domain/images/strip-gps';
import { caseWith, codes, makePhoto, policyWith, readImages, sharpOf, validate } from './photos';

const photo = sharpOf(makePhoto(90, 70));
const encoded = Promise.all([
  photo.clone().jpeg().toBuffer(),
  photo.clone().jpeg({ progressive: true }).toBuffer(),
  photo.clone().png().toBuffer(),
  photo.clone().webp().toBuffer(),
  photo.clone().webp({ lossless: true }).toBuffer(),
  photo.clone().ensureAlpha(0.5).webp().toBuffer(),
  photo
    .clone()
    .withExif({ IFD3: { GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer(),
]);
const magics = [
  'ffd8ffe0',
  'ffd8ffc0',
  '89504e470d0a1a0a0000000d49484452',
  '52494646ffffff0057454250',
  '52494646ffffff005745425056503858',
];
const open = policyWith({
  minSidePixels: 1,
  maxAspectRatio: 1e6,
  cmyk: 'accept',
  sixteenBit: 'accept',
  trailingBytes: 'accept',
});

describe('any bytes', () => {
  it('get a verdict, whose reasons are empty exactly when it accepts', async () => {
    const start = fc.constantFrom(...magics, '').map(hex => Buffer.from(hex, 'hex'));
    const content = fc.tuple(start, fc.uint8Array({ maxLength: 600 })).map(parts => Buffer.concat(parts));
    await fc.assert(
      fc.asyncProperty(content, fc.string(), async (bytes, name) => {
        const { verdict, reasons, features } = await validate({ name, bytes }, open);
        expect(verdict === 'accept').toBe(reasons.length === 0);
        expect(features !== null).toBe(verdict === 'accept');
        expect(stripGps(bytes).length).toBe(bytes.length);
      }),
      { numRuns: 1500 },
    );
  }, 60_000);

  it('spoilt at random get the same verdict twice', async () => {
    const originals = await encoded;
    const change = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 }));
    const spoilt = fc.tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(spoilt, async ([original, changes]) => {
        const bytes = Buffer.from(original);
        for (const [where, value] of changes) bytes[Math.floor(where * (bytes.length - 1))] = value;
        const first = await validate({ name: 'a', bytes }, open);
        expect(await validate({ name: 'a', bytes }, open)).toEqual(first);
        expect(stripGps(bytes).length).toBe(bytes.length);
      }),
      { numRuns: 400 },
    );
  }, 60_000);

  it('cut anywhere are rejected', async () => {
    const originals = await encoded;
    const cut = fc.tuple(fc.constantFrom(...originals), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(cut, async ([bytes, share]) => {
        expect(await codes('a', bytes.subarray(0, Math.floor(bytes.length * share)))).toHaveLength(1);
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

describe('any encoding', () => {
  it('of a photo as PNG or WebP is accepted', async () => {
    const encoding = fc.record({
      width: fc.integer({ min: 16, max: 120 }),
      height: fc.integer({ min: 16, max: 120 }),
      quality: fc.integer({ min: 1, max: 100 }),
      isLossless: fc.boolean(),
      isPng: fc.boolean(),
      hasAlpha: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(encoding, async ({ width, height, quality, isLossless, isPng, hasAlpha }) => {
        const source = sharpOf(makePhoto(width, height, quality));
        const image = hasAlpha ? source.ensureAlpha(0.5) : source;
        const bytes = await (isPng
          ? image.png({ palette: isLossless, progressive: hasAlpha })
          : image.webp({ quality, lossless: isLossless })
        ).toBuffer();
        expect(await validate({ name: 'a', bytes }, policyWith())).toMatchObject({ reasons: [], width, height });
      }),
      { numRuns: 120 },
    );
  }, 60_000);
});

describe('PngSuite', () => {
  caseWith('pngsuite')('has 14 corrupt files, which are rejected, and no other', async () => {
    const suite = readImages('pngsuite');
    const rejected: string[] = [];
    for (const { name, bytes } of suite) if ((await codes(name, bytes, open)).length > 0) rejected.push(name);
    expect(rejected).toEqual(suite.map(({ name }) => name).filter(name => name.startsWith('x')));
    expect(rejected).toHaveLength(14);
  });
});
