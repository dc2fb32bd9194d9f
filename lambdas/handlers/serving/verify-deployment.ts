import { type Deployment, deploymentSchema, isGuarded } from '../../contracts/deployment';
import { DeploymentFailedError } from '../../domain/serving/deployment-errors';
import { guardrailNamesOf } from '../../domain/serving/guardrail-alarms';
import { requireDeployed, requireIdentity } from '../../domain/serving/verdict';
import type { Alarms } from '../../ports/alarms';
import type { ModelEndpoints } from '../../ports/model-endpoints';
import { askGolden, type GoldenEffects } from './ask-golden';

export interface VerifyEffects extends GoldenEffects {
  readonly endpoints: Pick<ModelEndpoints, 'describe'>;
  readonly alarms: Pick<Alarms, 'raised'>;
}

export interface Verified {
  readonly config: string;
  readonly contentSha256: string;
  /** Smoke inferences that were answered. */
  readonly answers: number;
}

/**
 * Looks whether what answers is what was to be deployed: configuration, version, artifact and content, through the
 * endpoint as its callers see it.
 * @throws DeploymentFailedError when it is not, a silent rollback included
 */
export function createVerifyDeployment(effects: VerifyEffects): (event: unknown) => Promise<Verified> {
  return async event => {
    const deployment = deploymentSchema.parse(event);
    const { names, version } = deployment;
    const raised = isGuarded(deployment) ? await effects.alarms.raised(guardrailNamesOf(deployment)) : [];
    requireDeployed(deployment, await effects.endpoints.describe(names.endpoint), raised);
    // An asynchronous endpoint answers by files; its release is tested by them.
    if (deployment.hosting.kind === 'async') {
      return { config: names.config, contentSha256: version.contentSha256, answers: 0 };
    }
    const answers = await smoke(deployment, effects);
    return { config: names.config, contentSha256: version.contentSha256, answers };
  };
}

/** One image of each class: an endpoint of several machines answers from more than one of them. */
async function smoke(deployment: Deployment, effects: VerifyEffects): Promise<number> {
  const { names, workload, classes } = deployment;
  const answers = await askGolden({ workload, classes, endpoint: names.endpoint, images: classes.length }, effects);
  for (const { failure, identity } of answers) {
    if (failure !== undefined) {
      throw new DeploymentFailedError(
        `endpoint ${names.endpoint}: it must answer a golden image, got: ${failure}; read the log group /aws/sagemaker/Endpoints/${names.endpoint}`,
      );
    }
    requireIdentity(deployment, identity);
  }
  return answers.length;
}
