import { type ReleaseJob, releaseName } from '../../contracts/release';
import { endpointName } from '../../contracts/resource-names';
import { versionOfConfig } from '../../domain/release/deployed-version';
import { decisionNotice } from '../../domain/release/release-notice';
import type { ModelEndpoints } from '../../ports/model-endpoints';
import type { ModelRegistry } from '../../ports/model-registry';
import type { Notifier } from '../../ports/notifier';
import type { ReleaseDesks } from '../../ports/release-desks';
import { type EvaluationSource, readEvaluation } from '../registry/read-evaluation';
import { requireDesk } from './require-desk';

export interface AskEffects extends EvaluationSource {
  readonly registry: Pick<ModelRegistry, 'describe'>;
  readonly desks: Pick<ReleaseDesks, 'read'>;
  readonly endpoints: Pick<ModelEndpoints, 'describe'>;
  readonly notifier: Notifier;
  readonly project: string;
  readonly environment: string;
}

/** Asks people whether a version goes to production: figures side by side, and the commands that decide. */
export function createAskDecision(effects: AskEffects) {
  const { registry, endpoints, notifier, project, environment } = effects;
  return async (job: ReleaseJob) => {
    const { workload, modelPackageArn, correlationId, executionId, tested = '' } = job;
    await requireDesk(job, effects.desks);
    const version = await registry.describe(modelPackageArn);
    if (version?.approval !== 'Approved') {
      throw new Error(
        `release: version must be Approved, got ${version?.approval ?? 'none'} of ${modelPackageArn}; approve it again to release it`,
      );
    }
    const parts = { project, environment, workload };
    const production = await endpoints.describe(endpointName({ ...parts, stage: 'production' }));
    const read = await readEvaluation(version, effects);
    const [, , , region = ''] = modelPackageArn.split(':');
    await notifier.send(
      decisionNotice({
        workload,
        environment,
        version: version.version,
        correlationId,
        executionId,
        serving: (production && versionOfConfig(production.config)) ?? null,
        evaluation: read.kind === 'read' ? read.evaluation : null,
        tested,
        pipeline: releaseName(parts),
        region,
      }),
    );
    return {};
  };
}
