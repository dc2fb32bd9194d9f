import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Packs what `folder` holds (not the folder itself) into a .tar.gz. */
export async function pack(folder: string, archive: string): Promise<void> {
  const names = fs.readdirSync(folder).sort();
  const what = names.length > 0 ? ['--', ...names.map(name => `./${name}`)] : ['--files-from', '/dev/null'];
  await run('tar', ['-czf', archive, '-C', folder, ...what]);
}

/**
 * Unpacks a .tar.gz into `folder`; tar itself refuses names that lead out of it.
 * @throws Error when it is no such archive
 */
export async function unpack(archive: string, folder: string): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  await run('tar', ['-xzf', archive, '-C', folder, '--no-same-owner']);
}
