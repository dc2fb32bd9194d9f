import type { Collection } from '../../sagemaker/store/collection';
import type { Operations } from '../../service/api/operations';
import { PipelineError } from '../errors';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

const MOST_TAGS = 50;

/** Tags of pipelines, by ARN. */
export class Tags {
  constructor(private readonly kept: Collection<{ readonly tags: readonly Tag[] }>) {}

  of(arn: string): readonly Tag[] {
    return this.kept.get(arn)?.tags ?? [];
  }

  /** Adds or overwrites. @throws PipelineError TooManyTagsException */
  add(arn: string, tags: readonly Tag[] = []): void {
    const merged = new Map([...this.of(arn), ...tags].map(tag => [tag.key, tag]));
    if (merged.size > MOST_TAGS) {
      throw new PipelineError('TooManyTagsException', `a resource has at most ${MOST_TAGS} tags, got ${merged.size}`);
    }
    if (tags.length > 0) this.kept.put(arn, { tags: [...merged.values()] });
  }

  remove(arn: string, keys: readonly string[]): void {
    this.kept.put(arn, { tags: this.of(arn).filter(({ key }) => !keys.includes(key)) });
  }

  forget(arn: string): void {
    this.kept.delete(arn);
  }
}

interface Tagged {
  readonly resourceArn: string;
}

/** @param has whether there is a pipeline with this ARN */
export function tagOperations(tags: Tags, has: (arn: string) => boolean): Operations {
  const requireThere = (arn: string) => {
    if (!has(arn)) throw new PipelineError('ResourceNotFoundException', `Resource ${arn} does not exist`);
  };
  return {
    TagResource: ({ resourceArn, tags: given }: Tagged & { readonly tags: readonly Tag[] }) => {
      requireThere(resourceArn);
      tags.add(resourceArn, given);
      return {};
    },
    UntagResource: ({ resourceArn, tagKeys }: Tagged & { readonly tagKeys: readonly string[] }) => {
      requireThere(resourceArn);
      tags.remove(resourceArn, tagKeys);
      return {};
    },
    ListTagsForResource: ({ resourceArn }: Tagged) => {
      requireThere(resourceArn);
      return { tags: tags.of(resourceArn) };
    },
  };
}
