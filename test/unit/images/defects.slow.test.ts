import { makeDefects } from '../../../cli/demo/defects/make-defects';
import { imageReasons } from '../../../lambdas/contracts/image-reasons';
import { crc32 } from '../../../lambdas/domain/images/png/crc32';
import { codes, makePhoto } from './photos';

const photos = [makePhoto(640, 480), makePhoto(120, 160, 2), makePhoto(28, 28, 3)];

describe('each generated defect', () => {
  it.each(photos)('is rejected for exactly its reason, made from a photo of $width x $height', async photo => {
    const defects = await makeDefects(photo);
    const found = await Promise.all(
      defects.map(async ({ name, bytes }) => ({ name, codes: await codes(name, bytes) })),
    );
    expect(found).toEqual(defects.map(({ name, expected }) => ({ name, codes: [expected] })));
  });

  it('is the same each time for one seed and differs for another', async () => {
    const [first, again, other] = await Promise.all([7, 7, 8].map(seed => makeDefects(photos[0]!, seed)));
    const digest = (defects = first) => defects!.map(({ name, bytes }) => `${name} ${crc32(bytes)}`);
    expect(digest(again)).toEqual(digest(first));
    expect(digest(other)).not.toEqual(digest(first));
  });

  it('covers every reason that a default policy can give below 25 MiB', async () => {
    const expected = new Set((await makeDefects(photos[0]!)).map(defect => defect.expected));
    const missing = Object.keys(imageReasons).filter(code => !expected.has(code as never));
    expect(missing.sort()).toEqual(['ALPHA', 'JPEG_HEADER_JUNK', 'TOO_MANY_BYTES']);
  });
});
