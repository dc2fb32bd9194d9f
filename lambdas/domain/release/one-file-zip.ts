import { crc32 } from 'node:zlib';

/** 1980-01-01: the first day that the format knows; equal releases give equal bytes. */
const date = 0x21;
const utf8 = 0x0800;

/** A ZIP archive of one stored file (APPNOTE 4.3): local header, bytes, directory of one entry, end record. */
export function oneFileZip(name: string, bytes: Uint8Array): Uint8Array {
  const path = Buffer.from(name, 'utf8');
  const shared = Buffer.alloc(26);
  shared.writeUInt16LE(10, 0); // needs version 1.0
  shared.writeUInt16LE(utf8, 2);
  shared.writeUInt16LE(date, 8);
  shared.writeUInt32LE(crc32(bytes), 10);
  shared.writeUInt32LE(bytes.length, 14);
  shared.writeUInt32LE(bytes.length, 18);
  shared.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([signature(0x04034b50), shared, path, bytes]);
  const directory = Buffer.concat([signature(0x02014b50), number16(20), shared, Buffer.alloc(14), path]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}
