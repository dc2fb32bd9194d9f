import type { DatasetItem, DatasetManifest, Split } from '../../contracts/dataset-manifest';
import { type ClassBalance, classBalance } from './class-balance';
import { goldenId } from './manifest-id';

/** What became of one picture; pictures are known by their content, so a new key alone is no change. */
export type ItemChange =
  | { readonly kind: 'added' | 'removed'; readonly item: DatasetItem }
  | { readonly kind: 'relabelled'; readonly item: DatasetItem; readonly from: string }
  | { readonly kind: 'moved'; readonly item: DatasetItem; readonly from: Split };

export interface ManifestDiff {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly ItemChange[];
  readonly counts: Readonly<Record<ItemChange['kind'], number>>;
  /** Models of both were compared on the same pictures. */
  readonly sameGoldenSet: boolean;
  readonly balance: { readonly from: ClassBalance; readonly to: ClassBalance };
}

/** What turned one data set into another, in path order: removals as of the old manifest, the others as of the new one. */
export function diffManifests(from: DatasetManifest, to: DatasetManifest): ManifestDiff {
  const before = byContent(from);
  const after = byContent(to);
  const removed = from.items.filter(({ sha256 }) => !after.has(sha256));
  const changes: ItemChange[] = [
    ...removed.map(item => ({ kind: 'removed' as const, item })),
    ...to.items.flatMap(item => changeOf(item, before.get(item.sha256))),
  ];
  const counts = { added: 0, removed: 0, relabelled: 0, moved: 0 };
  for (const { kind } of changes) counts[kind]++;
  return {
    from: from.id,
    to: to.id,
    changes,
    counts,
    sameGoldenSet: goldenId(from.items) === goldenId(to.items),
    balance: { from: classBalance(from), to: classBalance(to) },
  };
}

const byContent = ({ items }: DatasetManifest) => new Map(items.map(item => [item.sha256, item]));

function changeOf(item: DatasetItem, old: DatasetItem | undefined): ItemChange[] {
  if (!old) return [{ kind: 'added', item }];
  if (old.label !== item.label) return [{ kind: 'relabelled', item, from: old.label }];
  return old.split === item.split ? [] : [{ kind: 'moved', item, from: old.split }];
}
