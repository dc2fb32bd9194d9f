import { type DatasetManifest, datasetManifestSchema } from '../../contracts/dataset-manifest';
import type { MeasuredFeatures } from '../../domain/datasets/build-manifest';
import { datasetKey, datasetsOf, featuresKey, filesDocument, filesKey } from '../../domain/datasets/dataset-keys';
import { manifestId } from '../../domain/datasets/manifest-id';
import type { ObjectStore } from '../../ports/object-store';
import { listAll } from './read-all';

export interface StoredDataset {
  readonly id: string;
  readonly builtAt: Date;
}

/** Manifests in the models bucket. They are named by their content and never change. */
export class DatasetStore {
  constructor(
    private readonly objects: ObjectStore,
    private readonly buckets: { readonly models: string; readonly curated: string },
  ) {}

  /** Newest first. */
  async list(workload: string): Promise<StoredDataset[]> {
    const prefix = datasetsOf(workload);
    const listed = await listAll({ objects: this.objects, bucket: this.buckets.models }, prefix);
    return listed
      .flatMap(({ key, lastModified }) => {
        const id = /^([0-9a-f]{64})\.json$/.exec(key.slice(prefix.length))?.[1];
        return id === undefined ? [] : [{ id, builtAt: lastModified }];
      })
      .sort((one, other) => other.builtAt.getTime() - one.builtAt.getTime() || (one.id < other.id ? -1 : 1));
  }

  /** Null when there is none. @throws Error when what is stored is not what its id says */
  async read(workload: string, id: string): Promise<DatasetManifest | null> {
    const key = datasetKey(workload, id);
    const stored = await this.objects.get({ bucket: this.buckets.models, key });
    if (!stored) return null;
    const manifest = datasetManifestSchema.parse(JSON.parse(new TextDecoder().decode(stored.bytes)));
    if (manifest.id === id && manifestId(manifest) === id) return manifest;
    throw new Error(`data set: ${key} must have the content that its id names, got another; build it again`);
  }

  /** Writes the list that SageMaker downloads by, the features, and the manifest last: where it is, all is. */
  async write(manifest: DatasetManifest, features: readonly MeasuredFeatures[]): Promise<'written' | 'known'> {
    const { workload, id, items } = manifest;
    const target = (key: string) => ({ bucket: this.buckets.models, key });
    if (await this.objects.head(target(datasetKey(workload, id)))) return 'known';
    const files = filesDocument(
      this.buckets.curated,
      items.map(({ path }) => path),
    );
    await this.objects.put(target(filesKey(workload, id)), { bytes: encode(files), contentType: 'application/json' });
    const lines = encode(features.map(line => `${JSON.stringify(line)}\n`).join(''));
    await this.objects.put(target(featuresKey(workload, id)), { bytes: lines, contentType: 'application/x-ndjson' });
    const text = `${JSON.stringify(manifest)}\n`;
    await this.objects.put(target(datasetKey(workload, id)), { bytes: encode(text), contentType: 'application/json' });
    return 'written';
  }
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
