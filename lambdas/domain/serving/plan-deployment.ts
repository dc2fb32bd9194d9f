import type { DeployModelCall, Deployment, ServingSite } from '../../contracts/deployment';
import { endpointName } from '../../contracts/resource-names';
import type { ModelVersion } from '../registry/model-version';
import { deployableVersion } from './deployable-version';
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
    version: { ...deployableVersion('deploy model', version), accuracy: source.accuracy },
    names: { endpoint: endpointName(parts), config: name, model: name },
    previousConfig: source.previousConfig,
    ...plan.stages[stage],
    guardrails: plan.guardrails,
    test: plan.test,
    classes: plan.classes,
    role,
    kmsKeyId: site.kmsKeyId,
    predictionsBucket: site.predictionsBucket,
    ...(site.network && { network: site.network }),
    bakeSeconds: site.bakeSeconds,
  };
}
