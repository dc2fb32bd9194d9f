import type { Evaluation } from '../../lambdas/contracts/evaluation';
import { versionMetadata } from '../../lambdas/contracts/gate-call';
import { scoreTable } from '../../lambdas/domain/registry/score-table';
import type { ScoredVersion } from './read-versions';

/** Scores of one version beside another's, as text. */
export interface ComparedScores {
  readonly table: string;
  /** What the table holds, as a title. */
  readonly title: string;
}

/** @returns undefined when the version has no scores on a golden set */
export function compareScores(own: ScoredVersion, champion: ScoredVersion | null): ComparedScores | undefined {
  if (own.read.kind !== 'read') return undefined;
  const { evaluation, beside } = withChampion(own.read.evaluation, own, champion);
  const table = scoreTable(evaluation);
  return table === undefined ? undefined : { table, title: `Scores on the golden set; ${beside}` };
}

type Compared = { readonly evaluation: Evaluation; readonly beside: string };

function withChampion(evaluation: Evaluation, own: ScoredVersion, champion: ScoredVersion | null): Compared {
  const alone = { ...evaluation, champion: null };
  if (!champion) return { evaluation: alone, beside: 'no other version is approved to compare it with' };
  const name = `version ${champion.version.version}`;
  const beside = `those of ${name} in brackets`;
  const wasChampion = own.version.metadata[versionMetadata.championVersion] === champion.version.arn;
  // Scored together, by one program on the same examples: the best comparison there is.
  if (wasChampion && evaluation.champion) return { evaluation, beside };
  if (champion.read.kind !== 'read') return { evaluation: alone, beside: `${name} has none to compare them with` };
  if (champion.goldenId === null || champion.goldenId !== own.goldenId) {
    return { evaluation: alone, beside: `those of ${name} are of another golden set` };
  }
  return { evaluation: { ...evaluation, champion: champion.read.evaluation.challenger }, beside };
}
