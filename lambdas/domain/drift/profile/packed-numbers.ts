/** Doubles as base64 of their little-endian bytes: exact, infinite ones too, and 10.7 characters each. */
export function packNumbers(values: Float64Array): string {
  return packBytes(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

export const packBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

export function unpackNumbers(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}

export const unpackBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
