import type { ImagePolicy } from '../../contracts/image-policy';
import { imageReason } from '../../contracts/image-reasons';
import type { Reason } from '../../contracts/reasons';

/** Why the byte count alone is refused: decide on it from the event, before the object is fetched. */
export function checkSize(sizeBytes: number, policy: ImagePolicy): Reason | null {
  if (sizeBytes === 0) return imageReason('EMPTY_FILE', 'file must not be empty, got 0 bytes', { sizeBytes });
  if (sizeBytes <= policy.maxBytes) return null;
  const message = `file must have at most ${policy.maxBytes} bytes, got ${sizeBytes}`;
  return imageReason('TOO_MANY_BYTES', message, { sizeBytes, maxBytes: policy.maxBytes });
}
