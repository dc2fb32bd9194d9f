import type { ListedKey } from '../../ports/object-store';
import { type Listing, listAll } from '../training/read-all';

/** What lies below prefixes of a bucket; each is listed once in the life of this object. */
export class ListsOnce {
  private readonly lists = new Map<string, Promise<readonly ListedKey[]>>();

  constructor(private readonly place: Listing) {}

  below(prefix: string): Promise<readonly ListedKey[]> {
    const list = this.lists.get(prefix) ?? listAll(this.place, prefix);
    this.lists.set(prefix, list);
    return list;
  }
}
