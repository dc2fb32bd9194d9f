import fs from 'node:fs';
import { BrokenEnvironment } from './errors';
import { nearestExisting } from './make-folders';
import type { CloudPaths } from './paths';

const MB = 2 ** 20;
/** A deployment writes 35 MB and its logs; a save needs room for a second copy of the emulator's state. */
export const LEAST_BYTES = 200 * MB;
/** A deployment makes some 200 files. */
const LEAST_FILES = 1_000;
/** A demo's objects, state and assets take 0.3 GB; downloaded photos come on top. */
const COMFORTABLE_BYTES = 1024 * MB;

/** What this user may still write on a disk. */
export interface FreeSpace {
  readonly bytes: number;
  /** New files; Infinity on file systems that do not count them. */
  readonly files: number;
}

type Folder = Pick<CloudPaths, 'folder'>;

/** Free space on the disk of the state folder, which need not exist yet. */
export function freeSpace({ folder }: Folder): FreeSpace {
  const { bavail, bsize, files, ffree } = fs.statfsSync(nearestExisting(folder));
  return { bytes: bavail * bsize, files: files > 0 ? ffree : Number.POSITIVE_INFINITY };
}

/** "12 MB", "1.5 GB". */
export const inWords = (bytes: number): string =>
  bytes < COMFORTABLE_BYTES ? `${Math.floor(bytes / MB)} MB` : `${(bytes / COMFORTABLE_BYTES).toFixed(1)} GB`;

/** Too little, as [needed, got]; undefined when there is enough. */
function shortage({ bytes, files }: FreeSpace): readonly [string, string] | undefined {
  if (bytes < LEAST_BYTES) return [inWords(LEAST_BYTES), inWords(bytes)];
  return files < LEAST_FILES ? [`room for ${LEAST_FILES} files`, `for ${files}`] : undefined;
}

/** What is wrong with the state folder's disk, as a clause for a message; undefined while enough is free. */
export function diskProblem(paths: Folder, free = freeSpace(paths)): string | undefined {
  const [needed, got] = shortage(free) ?? [];
  return needed && `the disk of state folder ${paths.folder} is nearly full: ${needed} must be free, got ${got}`;
}

/**
 * Says so by `onProgress` when space will be short.
 * @throws BrokenEnvironment when it is too short to start or deploy anything
 */
export function requireSpace(paths: Folder, onProgress?: (message: string) => void): void {
  const free = freeSpace(paths);
  const [needed, got] = shortage(free) ?? [];
  if (needed && got) {
    throw new BrokenEnvironment({
      where: 'laptop cloud',
      rule: `the disk of state folder ${paths.folder} must have ${needed} free`,
      got,
      remedy: 'free some disk space, or set EVERLOOP_STATE to a folder on another disk',
    });
  }
  if (free.bytes >= COMFORTABLE_BYTES) return;
  onProgress?.(`${inWords(free.bytes)} are free on the disk of the state folder: the demo may need 1 GB`);
}
