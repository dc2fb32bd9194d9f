/** Documented limit of a real-time endpoint. */
export const longestBody = 6_291_456;
/** Around an image in JSON: `{"image":"…"},`. */
const itemOverhead = 16;
const bodyOverhead = 16;

export interface Packable {
  readonly bytes: Uint8Array;
  /** A media type of images that the model takes by itself. */
  readonly contentType: string;
}

export interface PackedRequest<Item> {
  readonly items: readonly Item[];
  readonly contentType: string;
  readonly body: Uint8Array;
}

/**
 * Puts images into as few requests as the limit of a body allows, in order, each image in one. Base64 adds a third, so
 * that an image above 4.7 MB goes alone, as it is. @param most images in one request
 * @throws Error for an image above the limit; `longestBody` tells before
 */
export function packRequests<Item extends Packable>(items: readonly Item[], most: number): PackedRequest<Item>[] {
  const packs: Item[][] = [];
  let size = 0;
  for (const item of items) {
    const bytes = encodedLength(item.bytes);
    const last = packs.at(-1);
    if (last && last.length < most && size + bytes <= longestBody) {
      last.push(item);
      size += bytes;
    } else {
      packs.push([item]);
      size = bodyOverhead + bytes;
    }
  }
  return packs.map(requestOf);
}

const encodedLength = ({ length }: Uint8Array): number => 4 * Math.ceil(length / 3) + itemOverhead;

function requestOf<Item extends Packable>(items: readonly Item[]): PackedRequest<Item> {
  const [only] = items;
  if (only && items.length === 1) {
    if (only.bytes.length <= longestBody) return { items, contentType: only.contentType, body: only.bytes };
    throw new Error(`endpoint request: body must be at most ${longestBody} bytes, got ${only.bytes.length}`);
  }
  const instances = items.map(({ bytes }) => ({ image: Buffer.from(bytes).toString('base64') }));
  const body = new TextEncoder().encode(JSON.stringify({ instances }));
  return { items, contentType: 'application/json', body };
}
