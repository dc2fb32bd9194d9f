import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type DrawnPhoto, goldenSeed, mostGolden } from '../../../cli/demo/photos/photo';
import {
  DEBIAN_FASHION_MNIST,
  fashionMnistPhotos,
  hasFashionMnist,
} from '../../../cli/demo/photos/source/fashion-mnist';
import { collect } from './collect';
import { freshFolder, smallFashionMnist, writeFiles } from './idx-files';

const { packed, sha256 } = smallFashionMnist(20);

function source(split: 'train' | 'test' = 'train') {
  const folder = freshFolder();
  writeFiles(folder, packed);
  return fashionMnistPhotos({ folder, split, sha256 });
}

describe('Fashion-MNIST photos', () => {
  const realFiles = hasFashionMnist(DEBIAN_FASHION_MNIST) ? test : test.skip;

  test('regroups the ten labels to five classes and keeps picture and label together', async () => {
    const photos = (await collect(source().photos(20, 7))) as DrawnPhoto[];
    const byGrey = new Map(photos.map(photo => [photo.pixels.data[0]!, photo.label]));
    const names = [
      'upper-part',
      'bottom-part',
      'upper-part',
      'one-piece',
      'upper-part',
      'footwear',
      'upper-part',
      'footwear',
      'bags',
      'footwear',
    ];
    for (let grey = 0; grey < 20; grey++) expect(byGrey.get(grey)).toBe(names[grey % 10]);
  });

  test('gives the same photos for the same seed, others for another, and more of the same when asked for more', async () => {
    const ids = async (count: number, seed: number) =>
      (await collect(source().photos(count, seed))).map(({ id }) => id);
    const ten = await ids(10, 1);
    expect(await ids(10, 1)).toEqual(ten);
    expect(await ids(10, 2)).not.toEqual(ten);
    expect((await ids(20, 1)).slice(0, 10)).toEqual(ten);
    expect(new Set(await ids(99, 1)).size).toBe(20);
  });

  test('names the split in every id', async () => {
    expect((await collect(source('test').photos(3, 1))).map(({ id }) => id.split('-')[0])).toEqual([
      'test',
      'test',
      'test',
    ]);
  });

  realFiles(
    'sends as traffic what no golden set has, in the order of the test set',
    async () => {
      const photosOf = (split: 'test' | 'traffic', count: number) =>
        collect(fashionMnistPhotos({ folder: DEBIAN_FASHION_MNIST, split }).photos(count, goldenSeed));
      const [golden, traffic] = [await photosOf('test', mostGolden), await photosOf('traffic', 99_999)];
      expect(traffic).toHaveLength(10_000 - mostGolden);
      expect(new Set([...golden, ...traffic].map(({ label, id }) => `${label}/${id.split('-')[1]}`)).size).toBe(10_000);
      expect((await photosOf('traffic', 5)).map(({ id }) => id)).toEqual(traffic.slice(0, 5).map(({ id }) => id));
      // Three times 10,000 pictures are unpacked: a busy machine needs more than Jest's five seconds.
    },
    60_000,
  );

  test('fails on content that is not the data set', async () => {
    const folder = freshFolder();
    writeFiles(folder, packed);
    writeFileSync(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync('other'));
    await expect(collect(fashionMnistPhotos({ folder, sha256 }).photos(1, 1))).rejects.toThrow(
      /unpacked sha256 must be/,
    );
    writeFileSync(join(folder, 'train-labels-idx1-ubyte.gz'), 'not packed');
    await expect(collect(fashionMnistPhotos({ folder, sha256 }).photos(1, 1))).rejects.toThrow(
      /must be a gzip archive/,
    );
  });

  realFiles('reads the real files of the system package', async () => {
    const photos = await collect(fashionMnistPhotos({ folder: DEBIAN_FASHION_MNIST, split: 'test' }).photos(10_000, 1));
    const count = (label: string) => photos.filter(photo => photo.label === label).length;
    expect([count('upper-part'), count('bottom-part'), count('one-piece'), count('footwear'), count('bags')]).toEqual([
      4000, 1000, 1000, 3000, 1000,
    ]);
  });
});
