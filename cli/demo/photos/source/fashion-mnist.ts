import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type DrawnPhoto, goldenSeed, mostGolden, mostTrained, type PhotoSource, type Split } from '../photo';
import { PhotoSourceError } from '../photo-source-error';
import { FASHION_MNIST_CLASSES } from '../product-classes';
import { seededRandom, shuffledIndices } from '../seeded-random';
import { readIdxImages, readIdxLabels } from './idx';

/** Where the Debian package `dataset-fashion-mnist` puts its files. */
export const DEBIAN_FASHION_MNIST = '/usr/share/datasets/fashion-mnist';

/**
 * sha256 of each file's *unpacked* content: packers differ (Debian's files carry no name and no time stamp), the
 * pictures do not. The packed originals have the MD5 sums that the data set's page publishes.
 */
export const FASHION_MNIST_SHA256: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte.gz': 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
  'train-labels-idx1-ubyte.gz': 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
  't10k-images-idx3-ubyte.gz': '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
  't10k-labels-idx1-ubyte.gz': '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
};

/** The largest file unpacks to 47,040,016 bytes; more than this is not the data set. */
const MAX_UNPACKED_BYTES = 48 * 1024 * 1024;

const unpack = promisify(gunzip);
const PREFIX: Readonly<Record<Split, string>> = { train: 'train', test: 't10k', traffic: 't10k', loop: 'train' };

export interface FashionMnistProps {
  readonly folder: string;
  readonly split?: Split;
  /** Expected content by file name; tests pass their own small files. @default FASHION_MNIST_SHA256 */
  readonly sha256?: Readonly<Record<string, string>>;
}

/** Whether all four files lie in the folder; their content is checked when they are read. */
export function hasFashionMnist(folder: string): boolean {
  return Object.keys(FASHION_MNIST_SHA256).every(name => existsSync(join(folder, name)));
}

/**
 * Unpacked content of one file.
 * @throws PhotoSourceError when it is not gzip, too large or not the expected content.
 */
export async function unpackVerified(packed: Uint8Array, where: string, sha256: string | undefined): Promise<Buffer> {
  const bytes = await unpack(packed, { maxOutputLength: MAX_UNPACKED_BYTES }).catch((cause: unknown) => {
    throw new PhotoSourceError(`${where}: file must be a gzip archive of at most ${MAX_UNPACKED_BYTES} bytes`, {
      cause,
    });
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new PhotoSourceError(
      `${where}: unpacked sha256 must be ${sha256 ?? 'known'}, got ${found}; delete the file and try again`,
    );
  }
  return bytes;
}

/** Fashion-MNIST (Zalando Research): 60,000 + 10,000 product pictures of 28 x 28 grey pixels, ten labels regrouped to five. */
export function fashionMnistPhotos(props: FashionMnistProps): PhotoSource {
  const { folder, split = 'train', sha256 = FASHION_MNIST_SHA256 } = props;
  const read = async (kind: string) => {
    const name = `${PREFIX[split]}-${kind}-ubyte.gz`;
    const where = join(folder, name);
    return { where, bytes: await unpackVerified(await readFile(where), where, sha256[name]) };
  };
  return {
    name: 'fashion-mnist',
    description: `Fashion-MNIST ${split} pictures of ${folder}`,
    licence: 'MIT, Zalando SE',
    async *photos(count, seed) {
      const [imageFile, labelFile] = await Promise.all([read('images-idx3'), read('labels-idx1')]);
      const images = readIdxImages(imageFile.bytes, imageFile.where);
      const labels = readIdxLabels(labelFile.bytes, labelFile.where, FASHION_MNIST_CLASSES.length);
      if (labels.length !== images.count) {
        throw new PhotoSourceError(
          `${labelFile.where}: labels must be as many as the ${images.count} images, got ${labels.length}`,
        );
      }
      for (const index of chosenIndices(images.count, count, { split, seed })) {
        yield drawn(`${split}-${String(index).padStart(5, '0')}`, labels[index]!, {
          width: images.width,
          height: images.height,
          channels: 1,
          data: images.image(index),
        });
      }
    },
  };
}

interface Order {
  readonly split: Split;
  readonly seed: number;
}

const inOrder = (of: Split, by: number, total: number, most = total): Generator<number> =>
  shuffledIndices(total, most, seededRandom('fashion-mnist', of, by));

/** Traffic and the loop's photos are the same for every seed, so that no run uses another one's for something else. */
export function chosenIndices(total: number, count: number, { split, seed }: Order): Iterable<number> {
  switch (split) {
    case 'test':
      return inOrder('test', seed, total, count);
    case 'traffic':
      return [...inOrder('test', goldenSeed, total, mostGolden + count)].slice(mostGolden);
    case 'loop':
      return reserved(total).slice(0, count);
    case 'train': {
      const kept = new Set(reserved(total));
      return [...inOrder('train', seed, total)].filter(index => !kept.has(index)).slice(0, count);
    }
  }
}

const reserved = (total: number): number[] => [...inOrder('loop', goldenSeed, total)].slice(mostTrained);

function drawn(id: string, label: number, pixels: DrawnPhoto['pixels']): DrawnPhoto {
  return { id, label: FASHION_MNIST_CLASSES[label]!, pixels };
}
