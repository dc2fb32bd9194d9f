import { importPrefixes, intakePrefixes } from '../../contracts/key-layout';
import type { ListedKey, ObjectStore } from '../../ports/object-store';
import { DatasetStore } from '../training/dataset-store';
import { listAll } from '../training/read-all';
import type { NewLabels } from './retraining-effects';

export interface CountEffects {
  readonly objects: ObjectStore;
  readonly buckets: { readonly models: string; readonly curated: string };
}

/**
 * Labelled examples that lie in the curated bucket and came in after the last data set was drawn and the last retraining
 * began: examples that no data set takes (a quota, duplicates) must not ask for ever.
 */
export function createCountNewLabels({ objects, buckets }: CountEffects) {
  return async (workload: string, since: string | null): Promise<NewLabels> => {
    const prefixes = [intakePrefixes.labelled, importPrefixes.labelled].map(prefix => `${prefix}${workload}/`);
    const [[last], ...listed] = await Promise.all([
      new DatasetStore(objects, buckets).list(workload),
      ...prefixes.map(prefix => listAll({ objects, bucket: buckets.curated }, prefix)),
    ]);
    const after = Math.max(last?.builtAt.getTime() ?? 0, since === null ? 0 : Date.parse(since));
    const isNew = ({ lastModified }: ListedKey) => lastModified.getTime() > after;
    return { count: listed.flat().filter(isNew).length, since: last?.id ?? null };
  };
}
