import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { BrokenEnvironment } from './errors';
import { asBrokenFolder, makeFolders } from './make-folders';
import type { CloudPaths } from './paths';
import { findPython, isInstalled } from './python';

export interface VenvOptions {
  readonly onProgress?: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Written last: a venv without it, or with another hash, is half made or outdated. */
const stampOf = (paths: CloudPaths) => path.join(paths.venv, 'everloop-requirements.sha256');

function wantedHash(paths: CloudPaths): string {
  return createHash('sha256').update(fs.readFileSync(paths.requirements)).digest('hex');
}

/** Whether the Python packages are installed as locked. */
export function isVenvReady(paths: CloudPaths): boolean {
  try {
    return fs.existsSync(paths.python) && fs.readFileSync(stampOf(paths), 'utf8') === wantedHash(paths);
  } catch {
    return false;
  }
}

/** Runs to its end; the last lines of what it printed become the error. */
function execute(command: string, parameters: readonly string[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'], ...(signal ? { signal } : {}) });
    const printed: string[] = [];
    const keep = (chunk: Buffer) => printed.push(chunk.toString());
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', reject);
    child.once('close', code => {
      const tail = printed.join('').trim().split('\n').slice(-4).join(' / ');
      code === 0 ? resolve() : reject(new Error(`${path.basename(command)} ended with ${code}: ${tail}`));
    });
  });
}

async function installWithUv(paths: CloudPaths, python: string, signal?: AbortSignal): Promise<void> {
  await execute('uv', ['venv', '--quiet', '--python', python, paths.venv], signal);
  const target = ['--python', paths.python, '--require-hashes', '--compile-bytecode'];
  await execute('uv', ['pip', 'install', '--quiet', ...target, '-r', paths.requirements], signal);
}

async function installWithPip(paths: CloudPaths, python: string, signal?: AbortSignal): Promise<void> {
  await execute(python, ['-m', 'venv', paths.venv], signal);
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--require-hashes'];
  await execute(paths.python, ['-m', 'pip', 'install', ...quiet, '-r', paths.requirements], signal);
}

function installError(error: unknown): BrokenEnvironment {
  const got = error instanceof Error ? error.message : String(error);
  const remedy = /ensurepip|No module named venv/.test(got)
    ? "install Python's venv module (Debian, Ubuntu: apt install python3-venv)"
    : 'check the network connection to the Python package index, then try again';
  return new BrokenEnvironment(
    { where: 'laptop cloud', rule: 'the Python packages must be installable', got: `'${got}'`, remedy },
    error,
  );
}

/**
 * Installs the Python packages as locked in local/requirements.txt; does nothing when they are there.
 * A half-made or outdated venv is made anew. Call it under the cloud's lock.
 * @throws BrokenEnvironment when Python, its venv module, the network or the disk is missing.
 */
export async function ensureVenv(paths: CloudPaths, options: VenvOptions = {}): Promise<void> {
  if (isVenvReady(paths)) return;
  const python = await findPython();
  const uv = await isInstalled('uv', '--version');
  options.onProgress?.(`installing Python packages with ${uv ? 'uv' : `pip, Python ${python.version}`}`);
  try {
    fs.rmSync(paths.venv, { recursive: true, force: true });
    makeFolders(path.dirname(paths.venv));
  } catch (error) {
    throw asBrokenFolder(paths.venv, error);
  }
  try {
    await (uv ? installWithUv : installWithPip)(paths, python.command, options.signal);
  } catch (error) {
    options.signal?.throwIfAborted();
    throw installError(error);
  }
  fs.writeFileSync(stampOf(paths), wantedHash(paths));
}
