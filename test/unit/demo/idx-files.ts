import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** An IDX file: magic number, sizes, bytes. */
export function idx(magic: number, sizes: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(magic, 0);
  sizes.forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  return Buffer.concat([header, bytes]);
}

/** Four small files in Fashion-MNIST's form, `count` pictures a split, picture i all of grey i. */
export function smallFashionMnist(count: number) {
  const images = idx(
    0x803,
    [count, 28, 28],
    Uint8Array.from({ length: count * 784 }, (_, i) => Math.floor(i / 784)),
  );
  const labels = idx(
    0x801,
    [count],
    Uint8Array.from({ length: count }, (_, i) => i % 10),
  );
  const unpacked = new Map(
    ['train', 't10k'].flatMap(prefix => [
      [`${prefix}-images-idx3-ubyte.gz`, images],
      [`${prefix}-labels-idx1-ubyte.gz`, labels],
    ]),
  );
  const sha256 = Object.fromEntries(
    [...unpacked].map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]),
  );
  const packed = new Map([...unpacked].map(([name, bytes]) => [name, gzipSync(bytes)]));
  return { packed, sha256 };
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Removed when the tests of the file are over. */
export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'everloop-demo-'));
  folders.push(folder);
  return folder;
}

export function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
}
