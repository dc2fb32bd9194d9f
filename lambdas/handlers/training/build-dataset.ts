import type { BuiltDataset, DatasetOptions } from '../../domain/datasets/build-manifest';
import { buildManifest } from '../../domain/datasets/build-manifest';
import type { ObjectStore } from '../../ports/object-store';
import { DatasetStore } from './dataset-store';
import { GatheredRecords } from './gathered-records';
import { readCurated } from './read-curated';

export interface BuildDatasetEffects {
  readonly objects: ObjectStore;
  readonly buckets: { readonly models: string; readonly curated: string };
}

export interface BuildDatasetRequest extends DatasetOptions {
  readonly workload: string;
  readonly classes: readonly string[];
}

export interface BuildDatasetResult extends BuiltDataset {
  /** `refused`: the data set has errors and was not stored. */
  readonly stored: 'written' | 'known' | 'refused';
}

/** Draws a data set from all that is curated, and stores it unless no model could be trained or judged on it. */
export async function buildDataset(
  request: BuildDatasetRequest,
  { objects, buckets }: BuildDatasetEffects,
): Promise<BuildDatasetResult> {
  const { workload, classes } = request;
  const gathered = new GatheredRecords(objects, buckets.models);
  const { examples, golden, excluded } = await readCurated({ objects, bucket: buckets.curated }, workload, gathered);
  const built = buildManifest({ workload, classes, examples, golden }, request);
  const dataset = { ...built, excluded: [...excluded, ...built.excluded] };
  if (dataset.faults.some(({ level }) => level === 'error')) return { ...dataset, stored: 'refused' };
  return { ...dataset, stored: await new DatasetStore(objects, buckets).write(dataset.manifest, dataset.features) };
}
