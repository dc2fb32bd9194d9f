import type { Scores } from '../../lambdas/contracts/evaluation';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import type { ModelVersion } from '../../lambdas/domain/registry/model-version';
import type { ReadEvaluation } from '../../lambdas/handlers/registry/read-evaluation';
import type { ScoredVersion } from './read-versions';

/** A version as --json prints it; null where nothing was recorded. */
export interface VersionReport {
  readonly version: number;
  readonly arn: string;
  readonly approval: string;
  readonly isChampion: boolean;
  readonly registeredAt: string;
  readonly decision: { readonly why: string | null; readonly by: string | null; readonly at: string | null } | null;
  /** On the golden set. */
  readonly scores: Scores | null;
  readonly goldenId: string | null;
  readonly datasetId: string | null;
  readonly correlationId: string | null;
  readonly trainingJob: string | null;
  readonly commit: string | null;
  readonly artifactSha256: string | null;
  readonly artifactUri: string | null;
  readonly evaluationUri: string | null;
  readonly cardUri: string | null;
}

/** The figures on the golden set; null for a version without readable ones. */
export const scoresOf = (read: ReadEvaluation): Scores | null =>
  read.kind === 'read' ? read.evaluation.challenger.golden : null;

export function versionReport(
  { version: one, read, goldenId }: ScoredVersion,
  champion: ModelVersion | null,
): VersionReport {
  const recorded = (name: keyof typeof versionMetadata) => one.metadata[versionMetadata[name]] || null;
  return {
    version: one.version,
    arn: one.arn,
    approval: one.approval,
    isChampion: one.arn === champion?.arn,
    registeredAt: one.createdAt,
    decision: decisionOf(one),
    scores: scoresOf(read),
    goldenId,
    datasetId: recorded('datasetManifestId'),
    correlationId: recorded('correlationId'),
    trainingJob: recorded('trainingJob'),
    commit: recorded('commit'),
    artifactSha256: recorded('artifactSha256'),
    artifactUri: one.modelUri ?? null,
    evaluationUri: one.qualityUri ?? null,
    cardUri: recorded('card'),
  };
}

function decisionOf({ approval, why, decidedBy, changedAt }: ModelVersion): VersionReport['decision'] {
  if (approval === 'PendingManualApproval') return null;
  return { why: why ?? null, by: decidedBy ?? null, at: changedAt ?? null };
}
