import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { PhotoFile, PhotoSource } from '../photo';
import { PhotoSourceError } from '../photo-source-error';
import { seededRandom, shuffledIndices } from '../seeded-random';

const PHOTO_EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp']);

export interface FolderPhotosProps {
  /** One sub-folder per class, photos inside (any depth). */
  readonly folder: string;
  /** Names that sub-folders may have. @default any name */
  readonly classes?: readonly string[];
}

/**
 * The user's own photos, sent byte for byte. The folder is read once, here, so that a wrong layout is told before
 * anything starts; whether each file is a good photo is for the validation to say.
 * @throws PhotoSourceError that lists every problem of the layout.
 */
export function folderPhotos({ folder, classes }: FolderPhotosProps): PhotoSource {
  const found = listPhotos(folder, classes);
  return {
    name: 'folder',
    description: `your ${found.length} photos of ${folder}, as they are`,
    licence: 'yours',
    async *photos(count, seed) {
      for (const index of shuffledIndices(found.length, count, seededRandom('folder', seed))) yield found[index]!;
    },
  };
}

function listPhotos(folder: string, classes: readonly string[] | undefined): PhotoFile[] {
  const labels = subFolders(folder);
  const problems: string[] = [];
  const photos: PhotoFile[] = [];
  if (labels.length === 0) problems.push(`must have one sub-folder per class${expected(classes)}, got none`);
  for (const label of labels) {
    if (classes && !classes.includes(label)) problems.push(`${label}: must be a class${expected(classes)}`);
    const files = photoFiles(join(folder, label)).map(path => ({ label, id: `${label}/${path}`, path }));
    if (files.length === 0) problems.push(`${label}: must hold .jpg, .jpeg, .png or .webp files, got none`);
    photos.push(...files.map(file => ({ ...file, path: join(folder, label, file.path) })));
  }
  if (problems.length > 0) {
    const list = problems.map(problem => `\n  ${problem}`).join('');
    throw new PhotoSourceError(`--images ${folder}: layout must be <class>/<photo>;${list}`);
  }
  return photos;
}

const expected = (classes: readonly string[] | undefined) => (classes ? ` (${classes.join(', ')})` : '');

/** Hidden folders are nobody's class. */
function subFolders(folder: string): string[] {
  const info = statSync(folder, { throwIfNoEntry: false });
  if (!info?.isDirectory()) {
    throw new PhotoSourceError(
      `--images ${folder}: must be a folder, got ${info ? 'a file' : 'nothing there'}; name one that has a sub-folder per class`,
    );
  }
  return readdirSync(folder)
    .filter(name => !name.startsWith('.') && statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory())
    .sort();
}

/** Relative paths with `/`, in the same order on every machine. */
function photoFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => PHOTO_EXTENSIONS.has(extname(entry.name).toLowerCase()) && !entry.name.startsWith('.'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map(path => path.slice(folder.length + 1).replaceAll('\\', '/'))
    .sort();
}
