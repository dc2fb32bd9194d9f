import fs from 'node:fs';
import path from 'node:path';
import { withLock } from '../../local/cloud/lock';
import type { CloudPaths } from '../../local/cloud/paths';
import { ensureVenv, isVenvReady } from '../../local/cloud/venv';
import { WrongUse } from '../errors';

/** As locked in local/requirements-mlflow.txt; the `track` command of the container has the same version. */
export const mlflowVersion = '3.17.2';

/** The full package has a venv of its own, beside the laptop cloud's: it takes 650 MB, and 1.2 GB of memory. */
export function mlflowPaths(paths: CloudPaths): CloudPaths {
  const venv = path.join(path.dirname(paths.venv), 'mlflow-venv');
  const requirements = path.join(paths.root, 'local', 'requirements-mlflow.txt');
  return { ...paths, venv, python: path.join(venv, 'bin', 'python'), requirements, lock: `${venv}.lock` };
}

/** Makes that venv; does nothing where it is. @throws BrokenEnvironment */
export async function installMlflow(paths: CloudPaths, onProgress: (message: string) => void, signal: AbortSignal) {
  const own = mlflowPaths(paths);
  await withLock(own, () => ensureVenv(own, { onProgress, signal }));
}

/**
 * The command that serves the page: of our venv, else the first `mlflow` on PATH.
 * @throws WrongUse where there is none, with how to get one
 */
export function findMlflow(paths: CloudPaths, searchPath = process.env['PATH'] ?? ''): string {
  const own = mlflowPaths(paths);
  const installed = path.join(own.venv, 'bin', 'mlflow');
  if (isVenvReady(own) && fs.existsSync(installed)) return installed;
  const found = searchPath
    .split(path.delimiter)
    .map(folder => path.join(folder, 'mlflow'))
    .find(isExecutable);
  if (found) return found;
  const remedy = `run \`everloop mlflow --install\` (650 MB, once), or \`pip install mlflow==${mlflowVersion}\``;
  throw new WrongUse(`everloop mlflow: the full mlflow package must be installed, got none on PATH; ${remedy}`);
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}
