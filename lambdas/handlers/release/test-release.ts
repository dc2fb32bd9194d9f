import { versionMetadata } from '../../contracts/gate-call';
import type { ReleaseJob } from '../../contracts/release';
import { endpointName } from '../../contracts/resource-names';
import { goldenInFlight } from '../../contracts/serving-settings';
import type { ModelVersion } from '../../domain/registry/model-version';
import { accuracyFloor, type GoldenFigures, goldenFault, goldenFigures } from '../../domain/serving/golden-test';
import { identityFault } from '../../domain/serving/identity';
import type { ModelRegistry } from '../../ports/model-registry';
import type { ReleaseDesks } from '../../ports/release-desks';
import { type EvaluationSource, readEvaluation } from '../registry/read-evaluation';
import { askGolden, type GoldenEffects, type IdentifiedAnswer } from '../serving/ask-golden';
import { requireDesk } from './require-desk';

export interface TestEffects
  extends Pick<GoldenEffects, 'caller' | 'storedCaller' | 'curatedBucket'>,
    Omit<EvaluationSource, 'objects'> {
  readonly objects: GoldenEffects['objects'];
  readonly registry: Pick<ModelRegistry, 'describe'>;
  readonly desks: Pick<ReleaseDesks, 'read'>;
  readonly project: string;
  readonly environment: string;
}

/** A release that does not pass; its pipeline stops. */
export class ReleaseTestError extends Error {
  override readonly name = 'ReleaseTestError';
}

/**
 * Tests an endpoint as its callers see it: it answers every golden image, as the version of the release, rightly enough
 * and quickly enough. @returns the figures, for the notice and for the record
 */
export function createTestRelease(effects: TestEffects) {
  return async (job: ReleaseJob): Promise<Readonly<Record<string, string>>> => {
    const { workload, stage, classes, test, hosting } = job;
    await requireDesk(job, effects.desks);
    const endpoint = endpointName({ project: effects.project, environment: effects.environment, workload, stage });
    const version = await versionOf(job, effects);
    const request = { workload, classes, endpoint, hosting };
    // A serverless endpoint that slept answers the first requests after seconds, as many as come at once: they are not measured.
    requireAnswers(endpoint, version, await askGolden({ ...request, images: goldenInFlight }, effects));
    const answers = await askGolden({ ...request, images: test.goldenImages }, effects);
    requireAnswers(endpoint, version, answers);
    const figures = goldenFigures(answers);
    const floor = test.minAccuracy ?? (await expectedFloor(version, figures, effects));
    const fault = goldenFault(figures, { floor, maxLatencyMs: test.maxLatencyMs });
    if (fault !== undefined) throw new ReleaseTestError(`endpoint ${endpoint}: ${fault}`);
    return {
      tested: testedText(figures, floor),
      accuracy: figures.accuracy.toFixed(4),
      latencyP95Ms: `${figures.latencyP95Ms}`,
    };
  };
}

async function versionOf({ modelPackageArn }: ReleaseJob, { registry }: TestEffects): Promise<ModelVersion> {
  const version = await registry.describe(modelPackageArn);
  if (version) return version;
  throw new ReleaseTestError(
    `test: version must exist, got none of ${modelPackageArn}; it was deleted: approve another one`,
  );
}

function requireAnswers(endpoint: string, { arn, metadata }: ModelVersion, answers: readonly IdentifiedAnswer[]): void {
  const wanted = {
    arn,
    artifactSha256: metadata[versionMetadata.artifactSha256] ?? '',
    contentSha256: metadata[versionMetadata.contentSha256] ?? '',
  };
  for (const { failure, identity } of answers) {
    const fault = failure ?? identityFault(identity, wanted);
    if (fault === undefined) continue;
    throw new ReleaseTestError(
      `endpoint ${endpoint}: it must answer every golden image as the version of the release, got: ${fault}; read the log group /aws/sagemaker/Endpoints/${endpoint}`,
    );
  }
}

/** What it reached when it was evaluated, but for bad luck; a model of unknown quality must beat chance. */
async function expectedFloor(version: ModelVersion, { images, perClass }: GoldenFigures, effects: TestEffects) {
  const read = await readEvaluation(version, effects);
  const accuracy = read.kind === 'read' ? read.evaluation.challenger.golden?.['accuracy'] : undefined;
  const chance = 1 / Math.max(1, Object.keys(perClass).length);
  return accuracyFloor(typeof accuracy === 'number' ? accuracy : chance, images);
}

const testedText = ({ images, accuracy, latencyP95Ms }: GoldenFigures, floor: number): string =>
  `accuracy ${accuracy.toFixed(3)} on ${images} golden images (at least ${floor.toFixed(3)}), p95 ${latencyP95Ms} ms`;
