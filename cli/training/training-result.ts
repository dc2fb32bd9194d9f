import type { Evaluation } from '../../lambdas/contracts/evaluation';
import { trainingSteps, versionMetadata } from '../../lambdas/contracts/gate-call';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import { readEvaluation } from '../../lambdas/handlers/registry/read-evaluation';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';
import type { ObjectStore } from '../../lambdas/ports/object-store';
import { type ExecutionView, secondsOf, stepOf } from './execution-watch';

export interface ResultSource {
  readonly workload: string;
  readonly registry: Pick<ModelRegistry, 'versions'>;
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly modelsBucket: string;
}

export interface TrainingResult {
  /** From its start to the end of its last step, seconds. */
  readonly seconds: number;
  readonly steps: readonly { readonly name: string; readonly seconds?: number; readonly cached: boolean }[];
  /** The one that was registered, or that has the same artifact; null when it was deleted meanwhile. */
  readonly version: ModelVersion | null;
  readonly isNew: boolean;
  readonly evaluation: Evaluation | null;
}

/** What an execution that ended well has made. */
export async function trainingResult(view: ExecutionView, source: ResultSource): Promise<TrainingResult> {
  const gate = stepOf(view, trainingSteps.gate)?.answers ?? {};
  const version = await versionOf(gate['artifactSha256'] ?? '', source);
  const read = version && (await readEvaluation(version, source));
  const last = Math.max(...view.steps.map(({ endedAt }) => endedAt?.getTime() ?? 0));
  return {
    seconds: Math.round((last - view.execution.startedAt.getTime()) / 100) / 10,
    steps: view.steps.map(step => {
      const seconds = secondsOf(step);
      return { name: step.name, cached: step.isCached, ...(seconds !== undefined && { seconds }) };
    }),
    version,
    isNew: gate['verdict'] === 'register',
    evaluation: read?.kind === 'read' ? read.evaluation : null,
  };
}

/** The version that an execution has just made or found is among the newest; older ones are not asked. */
const mostVersions = 500;

async function versionOf(artifactSha256: string, { registry, workload }: ResultSource): Promise<ModelVersion | null> {
  let seen = 0;
  for await (const version of registry.versions(workload)) {
    if (version.metadata[versionMetadata.artifactSha256] === artifactSha256) return version;
    seen += 1;
    if (seen === mostVersions) return null;
  }
  return null;
}
