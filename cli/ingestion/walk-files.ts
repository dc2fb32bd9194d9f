import type { Dirent, PathLike, Stats } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { WrongUse } from '../errors';

/** A regular file that was asked for. */
export interface FoundFile {
  /** As typed, plus the way down from there; for people. */
  readonly path: string;
  /** What opens it: a name that is not UTF-8 cannot be a string. */
  readonly location: PathLike;
  /** Below the folder that was asked for, by `/`; the file's name when the file itself was. */
  readonly relative: string;
  readonly sizeBytes: number;
  /** False when the name's bytes are not UTF-8: no object key can hold them. */
  readonly isUtf8: boolean;
}

export type SkipCause = 'hidden' | 'link to outside' | 'link to a folder' | 'broken link' | 'not a file' | 'unreadable';

export interface SkippedEntry {
  readonly path: string;
  readonly why: SkipCause;
  /** What the system said, for unreadable ones. */
  readonly cause?: string;
}

export interface Found {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly SkippedEntry[];
}

interface Walk {
  readonly files: FoundFile[];
  readonly skipped: SkippedEntry[];
}

/** A folder on the way down; `root` is where the walk started, all links resolved. */
interface Folder {
  readonly path: string;
  readonly location: Buffer;
  readonly relative: string;
  readonly isUtf8: boolean;
  readonly root: string;
}

/**
 * All regular files of the paths, folders recursively, in byte order of their names. Hidden entries are skipped unless
 * named themselves; links are followed to files inside the folder that was asked for, and nowhere else.
 * @throws WrongUse for a path that does not exist
 */
export async function walkFiles(paths: readonly string[]): Promise<Found> {
  const walk: Walk = { files: [], skipped: [] };
  for (const asked of paths) {
    const stats = await statAsked(asked);
    if (stats.isDirectory()) {
      const root = await fs.realpath(asked);
      await walkFolder({ path: asked, location: Buffer.from(root), relative: '', isUtf8: true, root }, walk);
    } else if (stats.isFile()) {
      const relative = path.basename(asked);
      walk.files.push({ path: asked, location: asked, relative, sizeBytes: stats.size, isUtf8: true });
    } else {
      walk.skipped.push({ path: asked, why: 'not a file' });
    }
  }
  return walk;
}

/** @throws WrongUse when nothing was found: a gate that judged no file must not pass */
export function requireFiles(found: Found, paths: readonly string[]): Found {
  if (found.files.length > 0 || found.skipped.some(({ why }) => why === 'unreadable')) return found;
  const names = paths.map(name => JSON.stringify(name)).join(', ');
  const skipped = found.skipped.length > 0 ? ` (${found.skipped.length} entries skipped)` : '';
  throw new WrongUse(`everloop: ${names} must hold at least one file, got none${skipped}; check the path`);
}

async function statAsked(asked: string): Promise<Stats> {
  try {
    return await fs.stat(asked);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const got = code === 'ENOENT' || code === 'ENOTDIR' ? 'none' : message;
    throw new WrongUse(
      `everloop: ${JSON.stringify(asked)} must be a file or folder, got ${got}; check the path`,
      error,
    );
  }
}

async function walkFolder(folder: Folder, walk: Walk): Promise<void> {
  let entries: Dirent<Buffer>[];
  try {
    entries = await fs.readdir(folder.location, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    walk.skipped.push({ path: folder.path, why: 'unreadable', cause: (error as Error).message });
    return;
  }
  entries.sort((one, other) => Buffer.compare(one.name, other.name));
  for (const entry of entries) await visit(childOf(folder, entry.name), entry, walk);
}

const SLASH = Buffer.from('/');
const DOT = 0x2e;

function childOf(folder: Folder, nameBytes: Buffer): Folder {
  const name = nameBytes.toString('utf8');
  return {
    path: path.join(folder.path, name),
    location: Buffer.concat([folder.location, SLASH, nameBytes]),
    relative: folder.relative === '' ? name : `${folder.relative}/${name}`,
    isUtf8: folder.isUtf8 && Buffer.from(name).equals(nameBytes),
    root: folder.root,
  };
}

async function visit(child: Folder, entry: Dirent<Buffer>, walk: Walk): Promise<void> {
  const { path: shown, location, relative, isUtf8 } = child;
  const skip = (why: SkipCause, cause?: string) =>
    walk.skipped.push({ path: shown, why, ...(cause !== undefined && { cause }) });
  if (entry.name[0] === DOT) return void skip('hidden');
  if (entry.isDirectory()) return walkFolder(child, walk);
  if (entry.isSymbolicLink()) {
    const problem = await linkProblem(child);
    if (problem) return void skip(problem);
  } else if (!entry.isFile()) return void skip('not a file');
  try {
    const { size: sizeBytes } = await fs.stat(location);
    walk.files.push({ path: shown, location, relative, sizeBytes, isUtf8 });
  } catch (error) {
    skip('unreadable', (error as Error).message);
  }
}

/** Why a link is not followed; undefined when it leads to a regular file below the root. */
async function linkProblem({ location, root }: Folder): Promise<SkipCause | undefined> {
  try {
    const target = await fs.realpath(location, 'utf8');
    const stats = await fs.stat(target);
    if (!`${target}/`.startsWith(root.endsWith('/') ? root : `${root}/`)) return 'link to outside';
    if (stats.isDirectory()) return 'link to a folder';
    return stats.isFile() ? undefined : 'not a file';
  } catch {
    return 'broken link';
  }
}
