import fs from 'node:fs';
import path from 'node:path';

/** Where SageMaker's contract puts everything inside a container. */
export const CONTRACT_BASE = '/opt/ml';

/** An absolute path inside a text: not part of a URI, a word or a longer path. */
const ABSOLUTE = /(?<![\w/.~-])\/(?!\/)[\w.@+=-]+(?:\/[\w.@+=-]*)*/g;

/** Host path of a path under /opt/ml; undefined for others. */
export function contractPath(containerPath: string, base: string): string | undefined {
  if (containerPath === CONTRACT_BASE) return base;
  if (!containerPath.startsWith(`${CONTRACT_BASE}/`)) return undefined;
  return path.join(base, path.posix.normalize(containerPath.slice(CONTRACT_BASE.length)));
}

export interface Places {
  /** Host folder that plays /opt/ml. */
  readonly base: string;
  /** Host folder of the unpacked image. */
  readonly root: string;
}

/** A path that the image brought; or one that nobody has, in a folder that it brought: the process may make it. */
function isInImage(root: string, containerPath: string): boolean {
  if (fs.existsSync(path.join(root, containerPath))) return true;
  const parent = path.posix.dirname(containerPath);
  return parent !== '/' && fs.existsSync(path.join(root, parent)) && !fs.existsSync(containerPath);
}

/** `text` with the container's paths in it replaced by the host's: /opt/ml, and what the image brought. */
export function toHostPaths(text: string, { base, root }: Places): string {
  return text.replace(ABSOLUTE, found => {
    const contract = contractPath(found, base);
    if (contract !== undefined) return contract;
    return isInImage(root, found) ? path.join(root, found) : found;
  });
}
