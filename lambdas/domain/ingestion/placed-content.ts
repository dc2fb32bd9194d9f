import { createHash } from 'node:crypto';

/** What lies in the curated bucket where that is not what was sent; `curated` of a feature record. */
export interface PlacedContent {
  readonly bytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

export const contentOf = (bytes: Uint8Array): PlacedContent => ({
  bytes: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});
