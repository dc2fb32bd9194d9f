import { limitExceeded } from '../errors';
import type { Collection } from './collection';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

const MOST_TAGS = 50;

/** Tags of all resources, by ARN. */
export class Tags {
  constructor(private readonly kept: Collection<{ readonly tags: readonly Tag[] }>) {}

  of(arn: string): readonly Tag[] {
    return this.kept.get(arn)?.tags ?? [];
  }

  /**
   * Adds or overwrites.
   * @throws SageMakerError ResourceLimitExceeded above 50 tags
   */
  add(arn: string, tags: readonly Tag[] = []): readonly Tag[] {
    const merged = new Map([...this.of(arn), ...tags].map(tag => [tag.Key, tag]));
    if (merged.size > MOST_TAGS) throw limitExceeded(`a resource has at most ${MOST_TAGS} tags, got ${merged.size}`);
    if (tags.length > 0) this.kept.put(arn, { tags: [...merged.values()] });
    return [...merged.values()];
  }

  remove(arn: string, keys: readonly string[]): void {
    const left = this.of(arn).filter(({ Key }) => !keys.includes(Key));
    if (left.length > 0) this.kept.put(arn, { tags: left });
    else this.kept.delete(arn);
  }

  forget(arn: string): void {
    this.kept.delete(arn);
  }
}
