/** What can be said of a file before it is read row by row. */
import { isUtf8 } from 'node:buffer';
import type { Reason } from '../../contracts/reasons';
import type { RowPolicy } from '../../contracts/row-policy';
import { rowReason } from '../../contracts/row-reasons';

/** First bytes of formats that are taken for CSV by mistake; UTF-16 and UTF-32 by their byte-order marks. */
const signatures: readonly (readonly [format: string, bytes: string])[] = [
  ['gzip', '\x1f\x8b'],
  ['ZIP (XLSX is one)', 'PK\x03\x04'],
  ['XLS', '\xd0\xcf\x11\xe0'],
  ['Parquet', 'PAR1'],
  ['PDF', '%PDF-'],
  ['PNG', '\x89PNG'],
  ['JPEG', '\xff\xd8\xff'],
  ['Zstandard', '\x28\xb5\x2f\xfd'],
  ['bzip2', 'BZh'],
  ['XZ', '\xfd7zXZ'],
  ['SQLite', 'SQLite format 3'],
  ['UTF-16 text', '\xff\xfe'],
  ['UTF-16 text', '\xfe\xff'],
];
const lineFeed = 10;
const carriageReturn = 13;
const byteOrderMark = [0xef, 0xbb, 0xbf];

/** The reason to refuse a file by its size, known before its bytes are; null when they are worth reading. */
export function checkRowsSize(sizeBytes: number, { maxBytes }: RowPolicy): Reason | null {
  const measured = { sizeBytes, maxBytes };
  if (sizeBytes === 0) return rowReason('EMPTY_FILE', 'file: must have a header and rows, got 0 bytes', measured);
  if (sizeBytes <= maxBytes) return null;
  return rowReason('TOO_MANY_BYTES', `file: size must be at most ${maxBytes} bytes, got ${sizeBytes}`, measured);
}

/** The first reason, cheapest first, why these bytes cannot be a CSV file at all; null when they may be one. */
export function fileFault(bytes: Uint8Array, policy: RowPolicy): Reason | null {
  return checkRowsSize(bytes.length, policy) ?? blankFault(bytes) ?? binaryFault(bytes) ?? encodingFault(bytes);
}

/** Where the text starts: behind a UTF-8 byte-order mark, if there is one. */
export function textStart(bytes: Uint8Array): number {
  return byteOrderMark.every((byte, index) => bytes[index] === byte) ? byteOrderMark.length : 0;
}

function blankFault(bytes: Uint8Array): Reason | null {
  for (let index = textStart(bytes); index < bytes.length; index++) {
    if (bytes[index] !== lineFeed && bytes[index] !== carriageReturn) return null;
  }
  return rowReason('EMPTY_FILE', 'file: must have a header and rows, got blank lines');
}

function binaryFault(bytes: Uint8Array): Reason | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  const format = signatures.find(([, signature]) => head.startsWith(signature))?.[0];
  if (format !== undefined) {
    return rowReason('BINARY_CONTENT', `file: content must be plain text, got ${format}`, { format });
  }
  const offset = bytes.indexOf(0);
  if (offset < 0) return null;
  return rowReason('BINARY_CONTENT', `file: content must be plain text, got a NUL byte at offset ${offset}`, {
    offset,
  });
}

function encodingFault(bytes: Uint8Array): Reason | null {
  if (isUtf8(bytes)) return null;
  let line = 1;
  // No byte of a longer UTF-8 sequence is a line feed, so the first bad line holds the first bad byte.
  for (let start = 0; ; line++) {
    const stop = bytes.indexOf(lineFeed, start);
    if (stop < 0 || !isUtf8(bytes.subarray(start, stop))) break;
    start = stop + 1;
  }
  return rowReason('NOT_UTF8', `line ${line}: text must be UTF-8, got other bytes`, { line });
}
