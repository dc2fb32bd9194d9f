/**
 * UNIX modes of a ZIP archive's entries, by name; entries that another system wrote have none. Format: PKWARE's
 * APPNOTE 6.3.10, "Central directory structure" and "End of central directory record". An archive beyond 4 GiB or
 * 65,535 entries gives none.
 */
export function modesIn(archive: Uint8Array): ReadonlyMap<string, number> {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const modes = new Map<string, number>();
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > bytes.length) return modes;
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count && at + 46 <= bytes.length; index++) {
    if (bytes.readUInt32LE(at) !== 0x02014b50) break;
    const [name, extra, comment] = [28, 30, 32].map(offset => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const isUnix = bytes.readUInt8(at + 5) === 3;
    if (isUnix) modes.set(bytes.toString('utf8', at + 46, at + 46 + name), bytes.readUInt32LE(at + 38) >>> 16);
    at += 46 + name + extra + comment;
  }
  return modes;
}
