import type { Operations } from '../operations';
import type { Tag, Tags } from './tags';

interface Tagged {
  readonly ResourceArn: string;
}

/** @param exists throws when there is no such resource */
export function tagOperations(tags: Tags, exists: (arn: string) => void): Operations {
  return {
    AddTags: ({ ResourceArn, Tags }: Tagged & { readonly Tags: readonly Tag[] }) => {
      exists(ResourceArn);
      return { Tags: tags.add(ResourceArn, Tags) };
    },
    ListTags: ({ ResourceArn }: Tagged) => {
      exists(ResourceArn);
      return { Tags: tags.of(ResourceArn) };
    },
    DeleteTags: ({ ResourceArn, TagKeys }: Tagged & { readonly TagKeys: readonly string[] }) => {
      exists(ResourceArn);
      tags.remove(ResourceArn, TagKeys);
      return {};
    },
  };
}
