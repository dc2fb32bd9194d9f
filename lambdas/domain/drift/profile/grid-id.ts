import { createHash } from 'node:crypto';

/** 16 hex digits of the SHA-256 of a grid's content. */
export function gridId(...parts: readonly (Float64Array | readonly (number | string)[])[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part instanceof Float64Array ? new Uint8Array(part.buffer) : JSON.stringify(part));
  }
  return hash.digest('hex').slice(0, 16);
}
