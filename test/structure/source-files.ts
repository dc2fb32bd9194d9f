import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';

export interface SourceFile {
  /** Relative to the repository root, forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Repository paths for our own files (no extension), package names for others. */
  readonly imports: readonly string[];
}

const root = join(__dirname, '..', '..');
const folders = ['bin', 'lib', 'lambdas', 'pipeline', 'local', 'cli', 'bench'];

/** Every TypeScript file of the product. */
export const sourceFiles = (): readonly SourceFile[] =>
  folders
    .map(folder => join(root, folder))
    .filter(existsSync) // git keeps no empty folder
    .flatMap(filesBelow)
    .map(read);

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === 'node_modules' ? [] : filesBelow(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

function read(path: string): SourceFile {
  const text = readFileSync(path, 'utf8');
  const own = relative(root, path).split('\\').join('/');
  return { path: own, text, imports: importsOf(own, text) };
}

const specifier = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*'([^']+)'/g;

function importsOf(path: string, text: string): string[] {
  const code = text.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  return [...code.matchAll(specifier)].map(([, name = '']) =>
    name.startsWith('.') ? posix.join(posix.dirname(path), name) : name,
  );
}

export const folderOf = (path: string): string => dirname(path);
