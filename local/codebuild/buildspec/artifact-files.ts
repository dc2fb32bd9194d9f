import fs from 'node:fs';
import path from 'node:path';
import type { PackedFile } from '../../codepipeline/artifacts/zip';
import { type ArtifactSpec, InvalidBuildspec } from './buildspec';

/** Regular expression of a pattern: ** is any number of folders, * and ? stay within one. */
export function globPattern(glob: string): RegExp {
  const source = glob.replace(/^\.\//, '').replace(/\*\*\/?|\*|\?|[.+^${}()|[\]\\]/g, found => {
    if (found === '**/') return '(?:.*/)?';
    if (found === '**') return '.*';
    if (found === '*') return '[^/]*';
    return found === '?' ? '[^/]' : `\\${found}`;
  });
  return new RegExp(`^${source}$`);
}

/**
 * The files below `source` that an artifact names, with their places in it.
 * @throws InvalidBuildspec when a pattern fits nothing, as CodeBuild refuses it
 */
export function artifactFiles(source: string, spec: ArtifactSpec): readonly PackedFile[] {
  const base = path.resolve(source, spec.baseDirectory ?? '.');
  if (!fs.existsSync(base)) throw missing(spec.baseDirectory ?? '.', 'base directory');
  const all = filesBelow(base);
  const excluded = spec.excludePaths.map(globPattern);
  const chosen = new Set<string>();
  for (const glob of spec.files) {
    const pattern = globPattern(glob);
    const found = all.filter(name => pattern.test(name));
    if (found.length === 0) throw missing(glob, 'artifact path');
    for (const name of found) if (!excluded.some(one => one.test(name))) chosen.add(name);
  }
  const placed = (name: string) => (spec.discardPaths ? path.basename(name) : name);
  return [...chosen].sort().map(name => ({ name: placed(name), file: path.join(base, name) }));
}

const missing = (what: string, kind: string) =>
  new InvalidBuildspec(`CLIENT_ERROR: no matching ${kind} found for ${what}`);

/** Relative names with forward slashes; links are files. */
function filesBelow(base: string): readonly string[] {
  return fs
    .readdirSync(base, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() || entry.isSymbolicLink())
    .map(entry => path.relative(base, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'));
}
