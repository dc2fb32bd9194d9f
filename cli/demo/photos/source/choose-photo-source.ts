import { join } from 'node:path';
import { isNativeError } from 'node:util/types';
import type { PhotoSource, Split } from '../photo';
import { PhotoSourceError } from '../photo-source-error';
import { DEBIAN_FASHION_MNIST, fashionMnistPhotos, hasFashionMnist } from './fashion-mnist';
import { type DownloadProps, downloadFashionMnist } from './fashion-mnist-download';
import { folderPhotos } from './folder-photos';
import { generatedPhotos } from './generated-photos';

export interface PhotoSourceChoice {
  readonly source: PhotoSource;
  /** Why this source and not an earlier one, in one sentence to show. */
  readonly reason: string;
}

export interface ChoosePhotoSourceProps {
  /** `--images DIR`. */
  readonly images?: string;
  /** Class names that the workload knows; sub-folders of `images` must be among them. */
  readonly classes?: readonly string[];
  /** @default 'train' */
  readonly split?: Split;
  /** `<state folder>/data/fashion-mnist`: where a download is kept. */
  readonly cacheFolder: string;
  /** Where the operating system's package has its files. @default DEBIAN_FASHION_MNIST */
  readonly packageFolder?: string;
  readonly download?: Omit<DownloadProps, 'folder'>;
}

/** `<state>/data/fashion-mnist`, the cache folder of a state folder such as `.everloop`. */
export const fashionMnistCache = (stateFolder: string) => join(stateFolder, 'data', 'fashion-mnist');

/**
 * The first that can be had: the user's own photos, Fashion-MNIST from the system's package or the cache, the
 * official download, pictures drawn here.
 * @throws PhotoSourceError only for a wrong `images` folder: what the user asks for is never replaced silently.
 */
export async function choosePhotoSource(props: ChoosePhotoSourceProps): Promise<PhotoSourceChoice> {
  const { images, classes, split = 'train', cacheFolder, packageFolder = DEBIAN_FASHION_MNIST } = props;
  if (images !== undefined) {
    const source = folderPhotos({ folder: images, ...(classes && { classes }) });
    return { source, reason: `photos: ${source.description} (--images)` };
  }
  const sha256 = props.download?.sha256;
  const fashionMnist = (folder: string) => fashionMnistPhotos({ folder, split, ...(sha256 && { sha256 }) });
  if (hasFashionMnist(packageFolder)) {
    return { source: fashionMnist(packageFolder), reason: `photos: Fashion-MNIST of ${packageFolder}` };
  }
  try {
    const downloaded = await downloadFashionMnist({ ...props.download, folder: cacheFolder });
    const how = downloaded > 0 ? 'downloaded to' : 'of';
    return { source: fashionMnist(cacheFolder), reason: `photos: Fashion-MNIST ${how} ${cacheFolder}` };
  } catch (error) {
    if (!(error instanceof PhotoSourceError) && !isDiskError(error)) throw error;
    return { source: generatedPhotos({ split }), reason: `photos: drawn here (${(error as Error).message})` };
  }
}

/** A cache that can't be written (no space, read-only) is no reason to have no demo. */
const isDiskError = (error: unknown) => isNativeError(error) && 'syscall' in error;
