import { randomBytes } from 'node:crypto';
import { S3Objects } from '../../sagemaker/cloud/s3-objects';
import type { ActionRole } from '../cloud/action-role';
import type { Artifact } from '../executions/execution';
import type { ArtifactStore, PipelineDeclaration } from '../pipelines/declaration';

/** The store of a region. @throws Error when the pipeline has none for it */
export function storeOf({ name, artifactStore, artifactStores }: PipelineDeclaration, region: string): ArtifactStore {
  const store = artifactStore ?? artifactStores?.[region];
  if (store) return store;
  throw new Error(`pipeline ${name}: artifactStores must have one for ${region}, got none`);
}

/** Seven letters or digits, as in CodePipeline's own keys. */
const randomName = () => randomBytes(8).toString('base64url').replace(/[-_]/g, 'x').slice(0, 7);

/** CodePipeline cuts pipeline names at 20 characters and artifact names at 10. */
export const newArtifact = (pipeline: string, name: string, { location: bucket }: ArtifactStore): Artifact => ({
  name,
  bucket,
  key: `${pipeline.slice(0, 20)}/${name.slice(0, 10)}/${randomName()}`,
});

/** The artifact bucket as an action's role sees it. */
export class Artifacts {
  constructor(
    private readonly role: ActionRole,
    private readonly store: ArtifactStore,
  ) {}

  /** @throws the SDK's error */
  async read({ bucket, key }: Artifact): Promise<Uint8Array> {
    return this.with(s3 => s3.bytes(`s3://${bucket}/${key}`));
  }

  /** Writes with the store's key. @throws the SDK's error */
  async write({ bucket, key }: Artifact, bytes: Uint8Array): Promise<void> {
    await this.with(s3 => s3.put(`s3://${bucket}/${key}`, bytes, { kmsKeyId: this.store.encryptionKey?.id }));
  }

  private async with<T>(work: (s3: S3Objects) => Promise<T>): Promise<T> {
    const s3 = new S3Objects(await this.role.settings());
    try {
      return await work(s3);
    } finally {
      s3.close();
    }
  }
}
