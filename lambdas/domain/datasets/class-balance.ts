import { type DatasetManifest, type Split, splits } from '../../contracts/dataset-manifest';

export type SplitCounts = Readonly<Record<Split, number>>;

export interface ClassBalance {
  /** In the order of the manifest's classes. */
  readonly classes: readonly { readonly label: string; readonly counts: SplitCounts }[];
  readonly total: SplitCounts;
  /** Examples by source, golden ones left out. */
  readonly bySource: Readonly<Record<string, number>>;
  /** Largest class / smallest class of the training examples; null without examples of each. */
  readonly imbalance: number | null;
}

/** How many examples each class and source has in each split. */
export function classBalance({ classes, items }: Pick<DatasetManifest, 'classes' | 'items'>): ClassBalance {
  const byClass = new Map(classes.map(label => [label, none()]));
  const total = none();
  const bySource: Record<string, number> = {};
  for (const { label, split, source } of items) {
    const counts = byClass.get(label);
    if (counts) counts[split]++;
    total[split]++;
    if (split !== 'golden') bySource[source] = (bySource[source] ?? 0) + 1;
  }
  const training = [...byClass.values()].map(({ train }) => train);
  const smallest = Math.min(...training);
  return {
    classes: [...byClass].map(([label, counts]) => ({ label, counts })),
    total,
    bySource,
    imbalance: smallest > 0 && Number.isFinite(smallest) ? Math.max(...training) / smallest : null,
  };
}

const none = (): Record<Split, number> => Object.fromEntries(splits.map(split => [split, 0])) as Record<Split, number>;
