import type { Scores } from '../../lambdas/contracts/evaluation';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import type { Story } from '../../lambdas/domain/trail/stories';
import { type EvaluationSource, readEvaluation } from '../../lambdas/handlers/registry/read-evaluation';
import type { ModelRegistry } from '../../lambdas/ports/model-registry';

/** Recall of one class by both versions, 0 to 1; null where one was not scored. */
export interface ClassComparison {
  readonly label: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** Both scored on the same examples, by one program, before the new one was shown to a person. */
export interface VersionComparison {
  /** Null when nothing served before. */
  readonly fromVersion: number | null;
  readonly toVersion: number;
  readonly golden: readonly ClassComparison[];
  /** Held-out feedback of the drifted window; empty without one. */
  readonly drift: readonly ClassComparison[];
}

/** The story's last version beside the one that it was to replace; null without a version or its evaluation. */
export async function compareVersions(
  { workload, moments }: Story,
  { registry, ...source }: EvaluationSource & { readonly registry: Pick<ModelRegistry, 'find'> },
): Promise<VersionComparison | null> {
  const version = Number(moments.findLast(({ kind }) => kind === 'version')?.subject);
  const found = Number.isInteger(version) ? await registry.find(workload, version) : null;
  if (!found) return null;
  const read = await readEvaluation(found, source);
  if (read.kind !== 'read') return null;
  const { challenger, champion } = read.evaluation;
  const before = Number(found.metadata[versionMetadata.championVersion]?.split('/').at(-1));
  return {
    fromVersion: Number.isInteger(before) ? before : null,
    toVersion: version,
    golden: comparison(champion?.golden ?? null, challenger.golden),
    drift: comparison(champion?.drift ?? null, challenger.drift),
  };
}

function comparison(from: Scores | null, to: Scores | null): readonly ClassComparison[] {
  return Object.entries(to?.perClass ?? {}).map(([label, { recall }]) => ({
    label,
    from: from?.perClass?.[label]?.recall ?? null,
    to: recall,
  }));
}
