import fs from 'node:fs';
import path from 'node:path';
import { BrokenEnvironment } from './errors';
import type { CloudPaths } from './paths';

/** Lies in a state folder that we made: only such a folder is ever deleted. */
const MARKER = '.made-by-everloop';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'free some disk space',
  EDQUOT: 'free some of your disk quota',
  EACCES: 'make it writable for you, or set EVERLOOP_STATE to a folder that is',
  EPERM: 'make it writable for you, or set EVERLOOP_STATE to a folder that is',
  EROFS: 'set EVERLOOP_STATE to a folder on a writable disk',
  ENOTDIR: 'set EVERLOOP_STATE to a folder',
};

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

/** Whether the folder is one that we may delete: named `.everloop`, or marked by us. */
export function isOurs(folder: string): boolean {
  return path.basename(folder) === '.everloop' || fs.existsSync(path.join(folder, MARKER));
}

/**
 * Makes the state folder and proves that it can be written.
 * @throws BrokenEnvironment when it can't, or when it is somebody else's folder (not empty and without our marker).
 */
export function makeFolder(paths: CloudPaths): void {
  try {
    fs.mkdirSync(paths.folder, { recursive: true });
    refuseForeignFolder(paths);
    fs.writeFileSync(
      path.join(paths.folder, MARKER),
      'State of the laptop cloud; `everloop down --purge` deletes it.\n',
    );
  } catch (error) {
    throw asBrokenFolder(paths.folder, error);
  }
}

/** Makes the folders inside it; empties the temporary one, so call it only when nothing runs. */
export function prepareFolder(paths: CloudPaths): void {
  try {
    for (const folder of [paths.state, paths.objects, paths.logs]) fs.mkdirSync(folder, { recursive: true });
    fs.rmSync(paths.temporary, { recursive: true, force: true });
    fs.mkdirSync(paths.temporary);
  } catch (error) {
    throw asBrokenFolder(paths.folder, error);
  }
}

/** @throws BrokenEnvironment when the folder holds something and is not ours */
export function refuseForeignFolder(paths: CloudPaths): void {
  if (isOurs(paths.folder) || fs.readdirSync(paths.folder).length === 0) return;
  throw new BrokenEnvironment({
    where: 'laptop cloud',
    rule: 'the state folder must be empty or made by everloop',
    got: paths.folder,
    remedy: 'set EVERLOOP_STATE to a new folder',
  });
}

/** Deletes the state folder, which must be ours; returns what it held. The venv goes with it when it lies inside. */
export function purgeFolder(paths: CloudPaths): string[] {
  const deleted = fs.readdirSync(paths.folder).filter(name => name !== MARKER && !name.startsWith('up.lock'));
  try {
    fs.rmSync(paths.folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    throw asBrokenFolder(paths.folder, error);
  }
  return deleted.map(name => path.join(paths.folder, name));
}
