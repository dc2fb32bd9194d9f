import { versionMetadata } from '../../contracts/gate-call';
import type { ModelVersion } from '../registry/model-version';
import { DeploymentRefusedError } from './deployment-errors';

/** A tag of a CDK asset is the hash of its source, in a repository of immutable tags. */
const pinned = /@sha256:[0-9a-f]{64}$|\/[\w-]*container-assets-[^/]*:[0-9a-f]{64}$/;

/**
 * What must be known of a version before anything runs with it. @param caller begins the message
 * @throws DeploymentRefusedError when it is not approved, or doesn't say exactly what to run
 */
export function deployableVersion(caller: string, { arn, version, approval, image, modelUri, metadata }: ModelVersion) {
  const where = `${caller}: version ${version}`;
  const refuse = (rule: string, got: string, remedy: string) =>
    new DeploymentRefusedError(`${where} must ${rule}, got ${got}; ${remedy}`);
  if (approval !== 'Approved') {
    throw refuse('be Approved', approval, 'approve it first by `everloop approve`');
  }
  if (image === undefined || !pinned.test(image)) {
    throw refuse('name its image by digest', image ?? 'none', 'register it by the training pipeline');
  }
  if (modelUri === undefined) throw refuse('have a model', 'none', 'register it by the training pipeline');
  const artifactSha256 = metadata[versionMetadata.artifactSha256];
  const contentSha256 = metadata[versionMetadata.contentSha256];
  if (!artifactSha256 || !contentSha256) {
    throw refuse('say the sha256 of its artifact and content', 'none', 'register it by the training pipeline');
  }
  return { arn, number: version, image, modelUri, artifactSha256, contentSha256 };
}
