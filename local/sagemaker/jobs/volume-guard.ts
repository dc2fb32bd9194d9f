import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const LOOK_MS = 3_000;
const GIB = 1024 ** 3;

async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let total = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const size = await stat(path.join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
    total += size;
  }
  return total;
}

/** Calls `onFull` with what is used, once, when a job's files outgrow its volume. Returns how to end the watch. */
export function guardVolume(folder: string, sizeGb: number, onFull: (usedGb: number) => void): () => void {
  let timer: NodeJS.Timeout;
  let ended = false;
  const look = async () => {
    const used = (await bytesBelow(folder)) / GIB;
    if (ended) return;
    if (used > sizeGb) onFull(used);
    else timer = setTimeout(look, LOOK_MS);
  };
  timer = setTimeout(look, LOOK_MS);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
