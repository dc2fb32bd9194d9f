import fs from 'node:fs';
import path from 'node:path';
import { BrokenEnvironment } from './errors';
import { asBrokenFolder, makeFolders } from './make-folders';
import type { CloudPaths } from './paths';

/** Lies in a state folder that we made: only such a folder is ever deleted. */
const MARKER = '.made-by-everloop';

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
    makeFolders(paths.folder);
    refuseForeignFolder(paths);
    const marker = path.join(paths.folder, MARKER);
    if (!fs.existsSync(marker)) {
      fs.writeFileSync(marker, 'State of the laptop cloud; `everloop down --purge` deletes it.\n');
    }
    fs.accessSync(paths.folder, fs.constants.W_OK);
  } catch (error) {
    throw asBrokenFolder(paths.folder, error);
  }
}

/** Makes the folders inside it; empties the temporary one, so call it only when nothing runs. */
export function prepareFolder(paths: CloudPaths): void {
  try {
    for (const folder of [paths.state, paths.objects, paths.logs]) makeFolders(folder);
    fs.rmSync(paths.temporary, { recursive: true, force: true });
    fs.mkdirSync(paths.temporary);
  } catch (error) {
    throw asBrokenFolder(paths.folder, error);
  }
}

function isEmpty(folder: string): boolean {
  try {
    return fs.readdirSync(folder).length === 0;
  } catch (error) {
    throw asBrokenFolder(folder, error);
  }
}

/** @throws BrokenEnvironment when the folder holds something and is not ours, or is a file */
export function refuseForeignFolder(paths: CloudPaths): void {
  if (isOurs(paths.folder) || isEmpty(paths.folder)) return;
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
