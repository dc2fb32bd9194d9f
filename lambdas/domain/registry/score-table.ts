import type { Evaluation, Scores } from '../../contracts/evaluation';
import type { DriftSlice } from '../../contracts/gate-card';
import type { BarsBlock, NoticeBlock } from '../../contracts/notices';
import { aligned } from '../notices/aligned';
import { scoreText } from '../notices/score-text';

const columns = [
  ['recall', 'recall'],
  ['precision', 'precision'],
  ['npv', 'NPV'],
  ['f1', 'F1'],
] as const;

export type ScoreTable = Extract<NoticeBlock, { kind: 'table' }>;

/** On what models were scored. */
export type ScoredOn = 'golden' | 'drift';

/**
 * Scores of the challenger, the champion's in brackets where there is one: by class, then of all examples.
 * @returns no table when the challenger was not scored on that set
 */
export function scoreTables({ classes, challenger, champion }: Evaluation, on: ScoredOn = 'golden'): ScoreTable[] {
  const own = challenger[on];
  if (!own) return [];
  const other = champion?.[on] ?? undefined;
  return [...(own.perClass ? [byClass(classes, own, other)] : []), overall(own, other)];
}

/**
 * The same as plain text:
 *
 *              recall         precision      NPV            F1             examples
 *   footwear   0.998 (0.995)  0.997 (0.997)  0.999 (0.999)  0.997 (0.996)  3000
 *
 *   macroF1    0.975 (0.971)
 *
 * @returns undefined when the challenger was not scored on a golden set
 */
export function scoreTable(evaluation: Evaluation): string | undefined {
  const tables = scoreTables(evaluation);
  if (tables.length === 0) return undefined;
  return tables.map(({ head, rows }) => aligned(head.length > 0 ? [head, ...rows] : rows)).join('\n\n');
}

/** So many pairs of bars can be told apart in the width of a mail. */
const mostBars = 8;

/** Recall of each class before and after; of many classes those that changed most. None without two models to compare. */
export function recallBars({ classes, challenger, champion }: Evaluation, on: ScoredOn): BarsBlock[] {
  const [own, other] = [challenger[on]?.perClass, champion?.[on]?.perClass];
  if (!own || !other) return [];
  const groups = classes.map(label => ({
    label,
    before: other[label]?.recall ?? null,
    after: own[label]?.recall ?? null,
  }));
  const change = ({ before, after }: (typeof groups)[number]) => Math.abs((after ?? 0) - (before ?? 0));
  const shown = new Set([...groups].sort((one, two) => change(two) - change(one)).slice(0, mostBars));
  const title = `Recall on the ${on === 'golden' ? 'golden set' : 'drifted examples'}`;
  const bars = { title, before: 'version in service', after: 'new version' };
  return [{ kind: 'bars', ...bars, groups: groups.filter(group => shown.has(group)) }];
}

function byClass(classes: readonly string[], own: Scores, other: Scores | undefined): ScoreTable {
  const rows = classes.map(name => {
    const [mine, theirs] = [own.perClass?.[name], other?.perClass?.[name]];
    return [name, ...columns.map(([key]) => pair(mine?.[key], theirs?.[key])), String(mine?.support ?? 0)];
  });
  return { kind: 'table', head: ['', ...columns.map(([, title]) => title), 'examples'], rows };
}

/** Every figure that is a number by itself: accuracy, macroF1, rmse and so on. */
function overall(own: Scores, other: Scores | undefined): ScoreTable {
  const names = Object.keys(own).filter(name => name !== 'count' && typeof own[name] === 'number');
  const rows = names.map(name => [name, pair(own[name], other?.[name])]);
  return { kind: 'table', head: [], rows: [...rows, ['examples', String(own.count)]] };
}

/** Candidate and champion on the drift slice: recall of each judged class, then the metric over them. */
export function sliceTables({ classes, leftOut, metric, candidate, champion, examples }: DriftSlice): ScoreTable[] {
  const judged = classes.map(one => [one.label, pair(one.recall, one.championRecall), `${one.examples}`]);
  const scarce = Object.entries(leftOut).map(([label, count]) => [label, 'too few', `${count}`]);
  const rows = [...judged, ...scarce];
  const whole = [
    [metric, pair(candidate, champion)],
    ['examples', `${examples}`],
  ];
  const byClass: ScoreTable = { kind: 'table', head: ['', 'recall', 'examples'], rows };
  return [...(rows.length > 0 ? [byClass] : []), { kind: 'table', head: [], rows: whole }];
}

function pair(own: unknown, other: unknown): string {
  if (typeof own !== 'number') return '-';
  return typeof other === 'number' ? `${scoreText(own)} (${scoreText(other)})` : scoreText(own);
}
