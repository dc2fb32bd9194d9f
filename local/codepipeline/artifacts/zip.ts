import { unzipSync } from 'fflate';

/** Bytes of one file of a ZIP archive; undefined when it has none of that name. @throws Error for what is no archive */
export function fileInZip(archive: Uint8Array, name: string): Uint8Array | undefined {
  const wanted = name.replace(/^\.?\/+/, '');
  return unzipSync(archive, { filter: file => file.name === wanted })[wanted];
}
