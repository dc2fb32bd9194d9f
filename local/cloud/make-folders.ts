import fs from 'node:fs';
import path from 'node:path';
import { BrokenEnvironment } from './errors';

const ELSEWHERE = 'set EVERLOOP_STATE to a folder on a writable disk';
const WRITABLE = 'make it writable for you, or set EVERLOOP_STATE to a folder that is';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'free some disk space',
  EDQUOT: 'free some of your disk quota',
  EACCES: WRITABLE,
  EPERM: WRITABLE,
  EROFS: ELSEWHERE,
  // Folders that are no real ones, such as /proc, say that a new entry does not exist.
  ENOENT: ELSEWHERE,
  ENOTDIR: 'set EVERLOOP_STATE to a folder',
  EEXIST: 'set EVERLOOP_STATE to a folder',
};

/** Whether a failure means that the disk, or the user's share of it, is full. */
export const isFull = (error: unknown): boolean =>
  ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Translates a file system failure into what a person can do; other errors pass. */
export function asBrokenFolder(folder: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const remedy = REMEDIES[code];
  if (!remedy) return error;
  return new BrokenEnvironment(
    { where: 'laptop cloud', rule: `state folder ${folder} must be writable`, got: code, remedy },
    error,
  );
}

/** The folder itself, or the nearest one above it that exists. */
export function nearestExisting(folder: string): string {
  return fs.existsSync(folder) || path.dirname(folder) === folder ? folder : nearestExisting(path.dirname(folder));
}

/**
 * Makes a folder and those above it, one by one: the recursive mkdirSync of Node 20 tries for ever where a folder that
 * exists says ENOENT to a new entry, as /proc does.
 * @throws BrokenEnvironment when it can't
 */
export function makeFolders(folder: string): void {
  try {
    const missing: string[] = [];
    for (let one = folder; !fs.existsSync(one); one = path.dirname(one)) missing.unshift(one);
    for (const one of missing) makeOne(one);
    if (!fs.statSync(folder).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'EEXIST' });
  } catch (error) {
    throw asBrokenFolder(folder, error);
  }
}

/** Another process may make it at the same moment. */
function makeOne(folder: string): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
