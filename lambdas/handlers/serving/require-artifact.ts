import { versionMetadata } from '../../contracts/gate-call';
import type { ModelVersion } from '../../domain/registry/model-version';
import { parseS3Uri } from '../../domain/s3-uri';
import { DeploymentRefusedError } from '../../domain/serving/deployment-errors';
import type { ObjectStore } from '../../ports/object-store';

/**
 * Reads and hashes the artifact of a version, however large it is: what was altered since its registration never starts.
 * @param caller begins the message
 * @throws DeploymentRefusedError when it is gone or another one
 */
export async function requireArtifact(
  caller: string,
  { modelUri = '', version, metadata }: ModelVersion,
  objects: Pick<ObjectStore, 'sha256'>,
): Promise<void> {
  const wanted = metadata[versionMetadata.artifactSha256];
  const got = (await objects.sha256(parseS3Uri(modelUri))) ?? `no object at ${modelUri}`;
  if (got === wanted) return;
  throw new DeploymentRefusedError(
    `${caller}: artifact of version ${version} must have the sha256 ${wanted}, got ${got}; it was altered or deleted since its registration: approve another version`,
  );
}
