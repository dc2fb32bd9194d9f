import { versionMetadata } from '../../contracts/gate-call';
import { contentOf } from '../../domain/ingestion/placed-content';
import type { ModelVersion } from '../../domain/registry/model-version';
import { parseS3Uri } from '../../domain/s3-uri';
import { DeploymentRefusedError } from '../../domain/serving/deployment-errors';
import type { ObjectStore } from '../../ports/object-store';

/**
 * Reads and hashes the artifact of a version: what was altered since its registration never starts.
 * @param caller begins the message
 * @throws DeploymentRefusedError when it is gone or another one
 */
export async function requireArtifact(
  caller: string,
  { modelUri = '', version, metadata }: ModelVersion,
  objects: Pick<ObjectStore, 'get'>,
): Promise<void> {
  const stored = await objects.get(parseS3Uri(modelUri));
  const wanted = metadata[versionMetadata.artifactSha256];
  const got = stored ? contentOf(stored.bytes).sha256 : `no object at ${modelUri}`;
  if (got === wanted) return;
  throw new DeploymentRefusedError(
    `${caller}: artifact of version ${version} must have the sha256 ${wanted}, got ${got}; it was altered or deleted since its registration: approve another version`,
  );
}
