import { mapInFlight } from '../../domain/in-flight';
import type { ListedKey } from '../../ports/object-store';
import type { Listing } from '../training/read-all';

const readsInFlight = 64;

/** About 1 KB each: a third of what the function has. */
const mostKnown = 100_000;

/**
 * Lines that were read, by key and moment of writing: nobody changes a line once it is written, so that a function that looks
 * again seconds later reads what is new. The oldest are forgotten first.
 */
export class KnownLines<Line> {
  private readonly known = new Map<string, Line | null>();

  /** @param parse null for text that is no such line */
  constructor(private readonly parse: (text: string) => Line | null) {}

  /** In the order of the keys, without what vanished since it was listed; null for what is no such line. */
  async read({ objects, bucket }: Listing, listed: readonly ListedKey[]): Promise<(Line | null)[]> {
    const lines = await mapInFlight(listed, readsInFlight, async ({ key, lastModified }) => {
      const id = `${key} ${lastModified.getTime()}`;
      const known = this.known.get(id);
      if (known !== undefined) return known;
      const stored = await objects.get({ bucket, key });
      return stored ? this.remember(id, this.parse(new TextDecoder().decode(stored.bytes))) : undefined;
    });
    return lines.filter(line => line !== undefined);
  }

  private remember(id: string, line: Line | null): Line | null {
    for (const oldest of this.known.keys()) {
      if (this.known.size < mostKnown) break;
      this.known.delete(oldest);
    }
    this.known.set(id, line);
    return line;
  }
}
