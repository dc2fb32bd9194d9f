import fs from 'node:fs';

const CHUNK_BYTES = 1 << 18;

/**
 * Lines of a file, read piece by piece: a large one never lies in memory as a whole. A last line that lacks its line
 * end, since a crash tore it, is followed by an empty one. No file has no lines.
 */
export function* linesOf(file: string): Generator<string> {
  if (!fs.existsSync(file)) return;
  const descriptor = fs.openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let rest = Buffer.alloc(0);
    for (let read = fs.readSync(descriptor, chunk); read > 0; read = fs.readSync(descriptor, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      const end = bytes.lastIndexOf(0x0a);
      if (end >= 0) yield* bytes.toString('utf8', 0, end).split('\n');
      rest = Buffer.from(bytes.subarray(end + 1));
    }
    if (rest.length > 0) yield* [rest.toString('utf8'), ''];
  } finally {
    fs.closeSync(descriptor);
  }
}
