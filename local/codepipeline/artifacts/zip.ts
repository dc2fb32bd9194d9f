import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type AsyncZippable, strToU8, unzip, unzipSync, zip, zipSync } from 'fflate';
import { modesIn } from './zip-modes';

/** Bytes of one file of a ZIP archive; undefined when it has none of that name. @throws Error for what is no archive */
export function fileInZip(archive: Uint8Array, name: string): Uint8Array | undefined {
  const wanted = name.replace(/^\.?\/+/, '');
  return unzipSync(archive, { filter: file => file.name === wanted })[wanted];
}

/** A ZIP archive with one file of this text. */
export const packText = (name: string, text: string): Uint8Array => zipSync({ [name]: strToU8(text) });

/** UNIX, as the host that wrote the entry: modes count then. */
const UNIX = 3;
const PERMISSIONS = 0o777;
const LINK = 0o120000;
const FILE = 0o100000;
const KIND = 0o170000;

/** A file to pack: its place in the archive and on this machine. */
export interface PackedFile {
  readonly name: string;
  readonly file: string;
}

/** A ZIP archive of files with their permissions; symbolic links stay links. Works beside the event loop. */
export async function packFiles(files: readonly PackedFile[]): Promise<Uint8Array> {
  const entries: AsyncZippable = {};
  for (const { name, file } of files) {
    const found = fs.lstatSync(file);
    const bytes = found.isSymbolicLink() ? Buffer.from(fs.readlinkSync(file)) : fs.readFileSync(file);
    const mode = found.isSymbolicLink() ? LINK | PERMISSIONS : FILE | (found.mode & PERMISSIONS);
    // Times before 1980 are none in a ZIP.
    entries[name] = [bytes, { os: UNIX, attrs: (mode << 16) >>> 0, mtime: Math.max(found.mtimeMs, 315_619_200_000) }];
  }
  return promisify<AsyncZippable, Uint8Array>(zip)(entries);
}

/**
 * Unpacks an archive with permissions and symbolic links.
 * @throws Error for what is no archive, and for a name or a link that leads out of the folder
 */
export async function unpackInto(archive: Uint8Array, folder: string): Promise<void> {
  const modes = modesIn(archive);
  const files = await promisify<Uint8Array, Record<string, Uint8Array>>(unzip)(archive);
  const root = path.resolve(folder);
  fs.mkdirSync(root, { recursive: true });
  const links: [target: string, file: string][] = [];
  for (const [name, bytes] of Object.entries(files)) {
    const file = inside(root, path.join(root, name), name);
    const mode = modes.get(name) ?? 0;
    fs.mkdirSync(name.endsWith('/') ? file : path.dirname(file), { recursive: true });
    if (name.endsWith('/')) continue;
    if ((mode & KIND) === LINK) links.push([Buffer.from(bytes).toString('utf8'), file]);
    else fs.writeFileSync(file, bytes, (mode & PERMISSIONS) === 0 ? {} : { mode: mode & PERMISSIONS });
  }
  // Links come last: no file is written through one.
  for (const [target, file] of links) {
    inside(root, path.resolve(path.dirname(file), target), target);
    fs.symlinkSync(target, file);
  }
}

function inside(root: string, file: string, name: string): string {
  if (file === root || file.startsWith(`${root}${path.sep}`)) return file;
  throw new Error(`ZIP archive: names must stay in its folder, got ${name}`);
}
