import type { DeployModelCall, Deployment, ServingSite } from '../../contracts/deployment';
import { versionMetadata } from '../../contracts/gate-call';
import { endpointName } from '../../contracts/resource-names';
import type { ModelVersion } from '../registry/model-version';
import { DeploymentRefusedError } from './deployment-errors';
import { runId, runName } from './run-name';

export interface PlanSource {
  readonly call: DeployModelCall;
  readonly site: ServingSite;
  readonly version: ModelVersion;
  /** Of the golden set, in its evaluation; null when it has none. */
  readonly accuracy: number | null;
  /** Configuration that serves now; null without an endpoint. */
  readonly previousConfig: string | null;
  /** Unique to the run. */
  readonly execution: string;
  readonly project: string;
  readonly environment: string;
}

/** Everything that a run will do. @throws DeploymentRefusedError for what can't be deployed */
export function planDeployment({ call, site, version, execution, ...source }: PlanSource): Deployment {
  const { workload, stage, correlationId } = call;
  const plan = site.plans[workload];
  const role = site.roles[workload];
  if (!plan || !role) {
    const known = Object.keys(site.plans).join(', ');
    throw new DeploymentRefusedError(
      `deploy model: workload must be one of ${known}, got ${workload}; check the caller`,
    );
  }
  const parts = { project: source.project, environment: source.environment, workload, stage };
  const name = runName({ ...parts, version: version.version, execution });
  return {
    id: runId(execution),
    workload,
    stage,
    correlationId,
    version: { ...deployable(version), accuracy: source.accuracy },
    names: { endpoint: endpointName(parts), config: name, model: name },
    previousConfig: source.previousConfig,
    ...plan.stages[stage],
    guardrails: plan.guardrails,
    test: plan.test,
    classes: plan.classes,
    role,
    kmsKeyId: site.kmsKeyId,
    ...(site.network && { network: site.network }),
    bakeSeconds: site.bakeSeconds,
  };
}

/** A tag of a CDK asset is the hash of its source, in a repository of immutable tags. */
const pinned = /@sha256:[0-9a-f]{64}$|\/[\w-]*container-assets-[^/]*:[0-9a-f]{64}$/;

/** What must be known of a version before any of it is deployed. */
function deployable({ arn, version, approval, image, modelUri, metadata }: ModelVersion) {
  const where = `deploy model: version ${version}`;
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
