import type { RegistryAccess } from '../../../cli/registry/registry-access';
import { MemoryModelRegistry } from '../../../lambdas/adapters/memory/model-registry';
import { MemoryObjectStore } from '../../../lambdas/adapters/memory/object-store';
import type { ModelVersion } from '../../../lambdas/domain/registry/model-version';
import { evaluation as evaluationOf, type Figures } from '../registry/evaluations';

const arnOf = (number: number) =>
  `arn:aws:sagemaker:eu-central-1:123456789012:model-package/everloop-dev-product-images/${number}`;

/** A registry and a models bucket as trainings leave them behind. */
export class RegistryWorld implements RegistryAccess {
  readonly where = 'everloop test';
  readonly workload = 'product-images';
  readonly modelsBucket = 'models';
  readonly registry = new MemoryModelRegistry();
  readonly objects = new MemoryObjectStore();

  /** @param own what is special about the version */
  async register(
    number: number,
    { own = {}, figures = {}, champion, goldenId = 'a'.repeat(64), card }: Registered = {},
  ) {
    const folder = `training/product-images/e${number}`;
    const version: ModelVersion = {
      arn: arnOf(number),
      version: number,
      approval: 'PendingManualApproval',
      createdAt: new Date(Date.UTC(2026, 10, number, 16)).toISOString(),
      qualityUri: `s3://models/${folder}/evaluation.json`,
      modelUri: `s3://models/${folder}/model.tar.gz`,
      ...own,
      metadata: {
        correlationId: `person-${number}`,
        datasetManifestId: String(number).repeat(64),
        artifactSha256: 'f'.repeat(64),
        card: `s3://models/${folder}/card.json`,
        championVersion: champion === undefined ? 'none' : arnOf(champion.version),
        ...own.metadata,
      },
    };
    this.registry.register(this.workload, version);
    await this.put(`${folder}/evaluation.json`, JSON.stringify({ everloop: evaluationOf(figures, champion) }));
    await this.put(`${folder}/card.json`, JSON.stringify({ formatVersion: 1, lineage: { goldenId } }));
    if (card !== undefined) await this.put(`${folder}/card.md`, card);
    return version;
  }

  async put(key: string, text: string): Promise<void> {
    await this.objects.put({ bucket: 'models', key }, { bytes: Buffer.from(text), contentType: 'text/plain' });
  }
}

interface Registered {
  readonly own?: Partial<ModelVersion>;
  readonly figures?: Figures;
  /** What it was compared with. */
  readonly champion?: Figures & { readonly version: number };
  readonly goldenId?: string;
  readonly card?: string;
}
