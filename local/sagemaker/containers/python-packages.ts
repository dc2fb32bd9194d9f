import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { withLock } from '../../cloud/lock';
import type { CloudPaths } from '../../cloud/paths';
import { findPython } from '../../cloud/python';
import { ensureVenv } from '../../cloud/venv';

export interface PackagesOptions {
  /** Paths of the laptop cloud: its lock and Python discovery are used. */
  readonly paths: CloudPaths;
  readonly onProgress: (message: string) => void;
}

const making = new Map<string, Promise<string>>();

/**
 * A venv with exactly the packages of the lock files (hashes required), beside the laptop cloud's own and shared by
 * all jobs with the same lock. The first job of a new lock waits for the installation.
 * @returns its folder
 * @throws BrokenEnvironment when the packages can't be installed
 */
export async function pythonPackages(lockFiles: readonly string[], options: PackagesOptions): Promise<string> {
  const text = lockFiles.map(file => fs.readFileSync(file, 'utf8')).join('\n');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 24);
  const folder = path.join(path.dirname(options.paths.venv), 'image-venvs', hash);
  const known = making.get(folder);
  if (known) return known;
  const made = make(folder, text, options).finally(() => making.delete(folder));
  making.set(folder, made);
  return made;
}

async function make(folder: string, text: string, { paths, onProgress }: PackagesOptions): Promise<string> {
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  if (text.trim() === '') return bareVenv(folder);
  const requirements = `${folder}.txt`;
  fs.writeFileSync(requirements, text);
  const venv = { ...paths, venv: folder, python: path.join(folder, 'bin', 'python'), requirements };
  await withLock({ ...venv, lock: `${folder}.lock` }, () => ensureVenv(venv, { onProgress }));
  return folder;
}

/** For images without dependency files: an interpreter called `python`, and no pip, which would take five seconds. */
async function bareVenv(folder: string): Promise<string> {
  if (fs.existsSync(path.join(folder, 'bin', 'python'))) return folder;
  const { command } = await findPython();
  const unfinished = `${folder}.${process.pid}`;
  await promisify(execFile)(command, ['-m', 'venv', '--without-pip', unfinished]);
  fs.renameSync(unfinished, folder);
  return folder;
}
