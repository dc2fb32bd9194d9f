import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { pngChunk, withChunks } from '../../../cli/demo/defects/png-surgery';
import { stripGps } from '../../../lambdas/domain/images/strip-gps';
import { makePhoto, policyWith, sharpOf, validate } from './photos';

const place = {
  GPSLatitudeRef: 'N',
  GPSLatitude: '52/1 31/1 1234/100',
  GPSLongitudeRef: 'E',
  GPSLongitude: '13/1 24/1 0/1',
};
const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="52,31.2N" exif:ColorSpace="1"><exif:GPSLongitude>13,24.0E</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>`;
const formats = ['jpeg', 'png', 'webp'] as const;
const photo = () => sharpOf(makePhoto(64, 48));
const withPlace = (format: (typeof formats)[number]) =>
  photo()
    .withExif({ IFD0: { Artist: 'A person' }, IFD2: { ExposureTime: '1/60' }, IFD3: place })
    .withXmp(xmp)
    .withMetadata({ orientation: 6 })
    .toFormat(format)
    .toBuffer();

const exifOf = async (bytes: Uint8Array, name: string) => (await validate({ name, bytes }, policyWith())).exif;

describe.each(formats)('metadata of %s', format => {
  const name = `a.${format}`;

  it('name orientation and the presence of a position', async () => {
    expect(await exifOf(await withPlace(format), name)).toEqual({ orientation: 6, hasGps: true });
    expect(await exifOf(await photo().toFormat(format).toBuffer(), name)).toEqual({ orientation: null, hasGps: false });
  });

  it('lose the position, and nothing else, when it is stripped', async () => {
    const bytes = await withPlace(format);
    const stripped = stripGps(bytes);
    // sharp writes XMP of a PNG compressed: that chunk goes as a whole
    if (format !== 'png') expect(stripped.length).toBe(bytes.length);
    expect(await validate({ name, bytes: stripped }, policyWith())).toMatchObject({
      ...{ verdict: 'accept', exif: { orientation: 6, hasGps: false } },
    });
    const metadata = await sharp(stripped).metadata();
    const text = Buffer.concat([metadata.exif!, metadata.xmp ?? Buffer.from('ColorSpace')]).toString('latin1');
    expect(text).not.toMatch(/GPS|52,31|13,24/);
    expect(text).toMatch(/A person[\s\S]*ColorSpace/);
    expect(metadata.exif!.includes(Buffer.from([52, 0, 0, 0, 1, 0, 0, 0]))).toBe(false);
    const pixels = (image: Uint8Array) => sharp(image).raw().toBuffer();
    expect((await pixels(stripped)).equals(await pixels(bytes))).toBe(true);
  });

  it('are the same object when there is nothing to strip', async () => {
    const bytes = await photo()
      .withExif({ IFD0: { Orientation: '3' } })
      .toFormat(format)
      .toBuffer();
    expect(stripGps(bytes)).toBe(bytes);
  });
});

describe('metadata in PNG text chunks', () => {
  const textChunks: readonly [string, () => Promise<Buffer>, boolean][] = [
    ['plain XMP with a position', async () => pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)), true],
    ['compressed XMP with a position', async () => packedText(deflateSync(xmp)), true],
    ['compressed XMP without a position', async () => packedText(deflateSync(xmp.replaceAll('GPS', 'Abc'))), false],
    ['XMP that does not inflate', async () => packedText(Buffer.from('nonsense')), true],
    ['XMP that inflates to 50 MB', async () => packedText(deflateSync(Buffer.alloc(50e6))), true],
    [
      'a hexadecimal profile with a position',
      async () => rawProfile((await sharp(await withPlace('jpeg')).metadata()).exif!),
      true,
    ],
    [
      'a hexadecimal profile without a position',
      async () => rawProfile(Buffer.from('Exif\0\0II*\0\b\0\0\0\0\0', 'latin1')),
      false,
    ],
  ];
  const packedText = (text: Buffer) =>
    pngChunk('iTXt', Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0'), text]));
  const rawProfile = (exif: Buffer) =>
    pngChunk(
      'tEXt',
      Buffer.from(`Raw profile type exif\0\nexif\n${String(exif.length).padStart(8)}\n${exif.toString('hex')}\n`),
    );

  it.each(textChunks)('see and strip %s', async (_, makeChunk, hasGps) => {
    const bytes = withChunks(await photo().png().toBuffer(), await makeChunk());
    expect((await exifOf(bytes, 'a.png')).hasGps).toBe(hasGps);
    const stripped = stripGps(bytes);
    expect(stripped === bytes).toBe(!hasGps);
    expect((await exifOf(stripped, 'a.png')).hasGps).toBe(false);
    expect((await validate({ name: 'a.png', bytes: stripped }, policyWith())).reasons).toEqual([]);
  });
});

it('finds the latitude in the unstripped file (the check above can fail)', async () => {
  const metadata = await sharp(await withPlace('jpeg')).metadata();
  expect(metadata.exif!.includes(Buffer.from([52, 0, 0, 0, 1, 0, 0, 0]))).toBe(true);
});
