import { type Deployment, deploymentSchema, isGuarded } from '../../contracts/deployment';
import { DeploymentFailedError } from '../../domain/serving/deployment-errors';
import { floorOf, goldenFault, goldenFigures } from '../../domain/serving/golden-test';
import { guardrailNamesOf } from '../../domain/serving/guardrail-alarms';
import { requireDeployed, requireIdentity } from '../../domain/serving/verdict';
import type { Alarms } from '../../ports/alarms';
import type { ModelEndpoints } from '../../ports/model-endpoints';
import { askGolden, type GoldenEffects, goldenRequestOf } from './ask-golden';

export interface VerifyEffects extends GoldenEffects {
  readonly endpoints: Pick<ModelEndpoints, 'describe'>;
  readonly alarms: Pick<Alarms, 'raised'>;
}

export interface Verified {
  readonly config: string;
  readonly contentSha256: string;
  /** Golden images that were answered. */
  readonly answers: number;
}

/**
 * Looks whether what answers is what was to be deployed: configuration, version, artifact and content, through the
 * endpoint as its callers see it; and in production whether it answers rightly and quickly enough.
 * @throws DeploymentFailedError when it is not, a silent rollback included
 */
export function createVerifyDeployment(effects: VerifyEffects): (event: unknown) => Promise<Verified> {
  return async event => {
    const deployment = deploymentSchema.parse(event);
    const { names, version } = deployment;
    const raised = isGuarded(deployment) ? await effects.alarms.raised(guardrailNamesOf(deployment)) : [];
    requireDeployed(deployment, await effects.endpoints.describe(names.endpoint), raised);
    const answers = await proven(deployment, effects);
    return { config: names.config, contentSha256: version.contentSha256, answers };
  };
}

/**
 * One image of each class, since an endpoint of several machines answers from more than one of them. In production as many
 * as a release is tested with: alarms see a bad fleet only while it bakes, and a first one has none. Pre-production is what
 * the next stage of a release tests.
 */
async function proven(deployment: Deployment, effects: VerifyEffects): Promise<number> {
  const { stage, classes, test } = deployment;
  const smoke = await ask(deployment, classes.length, effects);
  if (stage !== 'production') return smoke.length;
  const answers = await ask(deployment, test.goldenImages, effects);
  const floor = floorOf(deployment, answers.length);
  const fault = goldenFault(goldenFigures(answers), { floor, maxLatencyMs: test.maxLatencyMs });
  if (fault !== undefined) throw new DeploymentFailedError(`endpoint ${deployment.names.endpoint}: ${fault}`);
  return answers.length;
}

/** @throws DeploymentFailedError when an image gets no answer, or one of another model */
async function ask(deployment: Deployment, images: number, effects: VerifyEffects) {
  const { endpoint } = deployment.names;
  const answers = await askGolden(goldenRequestOf(deployment, images), effects);
  for (const { failure, identity } of answers) {
    if (failure !== undefined) {
      throw new DeploymentFailedError(
        `endpoint ${endpoint}: it must answer a golden image, got: ${failure}; read the log group /aws/sagemaker/Endpoints/${endpoint}`,
      );
    }
    requireIdentity(deployment, identity);
  }
  return answers;
}
