import { mapInFlight } from '../../domain/in-flight';
import type { ListedKey, ObjectStore } from '../../ports/object-store';

export interface Listing {
  readonly objects: ObjectStore;
  readonly bucket: string;
}

/** Hides the round trip: S3 takes 5,500 reads a second and prefix. */
const readsInFlight = 64;

/** Every key below a prefix, in key order. */
export async function listAll({ objects, bucket }: Listing, prefix: string): Promise<ListedKey[]> {
  const found: ListedKey[] = [];
  let token: string | undefined;
  do {
    const page = await objects.list(bucket, prefix, token);
    found.push(...page.keys);
    token = page.next;
  } while (token !== undefined);
  return found;
}

/** The text of each key, in order; undefined for what vanished since it was listed. */
export const readEach = ({ objects, bucket }: Listing, keys: readonly string[]): Promise<(string | undefined)[]> =>
  mapInFlight(keys, readsInFlight, async key => {
    const stored = await objects.get({ bucket, key });
    return stored ? new TextDecoder().decode(stored.bytes) : undefined;
  });

/** The text of each key, in order; what vanished since it was listed is left out. */
export const readTexts = async (listing: Listing, keys: readonly string[]): Promise<string[]> =>
  (await readEach(listing, keys)).filter(text => text !== undefined);
