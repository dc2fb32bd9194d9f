import type { ColumnReport } from './column-report';
import { isFeature } from './version-baseline';

export interface DriftContributor {
  readonly name: string;
  /** Share of the rows that moved, 0 to 1. */
  readonly shift: number;
  /** Of the feature in the model, as a share of all weights, 0 to 1. */
  readonly weight: number;
  /** Of shift x weight of all features, 0 to 1. */
  readonly share: number;
}

/**
 * The features whose drift can hurt most: those that moved far AND that the model leans on, by shift x weight. What did not
 * move, weighs nothing or could not be compared contributes nothing. Equal ones in code unit order.
 *
 * @param weights by feature, such as mean |SHAP| of the evaluation, in any unit; negative or not finite ones count as 0
 * @param most how many to name
 */
export function driftContributors(
  columns: readonly ColumnReport[],
  weights: Readonly<Record<string, number>>,
  most: number,
): DriftContributor[] {
  const weightOf = (name: string): number => {
    const weight = Object.hasOwn(weights, name) ? weights[name]! : 0;
    return Number.isFinite(weight) && weight > 0 ? weight : 0;
  };
  const weightOfAll = sum(Object.keys(weights).map(weightOf));
  const moved = columns.flatMap(column => {
    if (column.kind !== 'compared' || !isFeature(column.name)) return [];
    const weight = weightOfAll === 0 ? 0 : weightOf(column.name) / weightOfAll;
    return [{ name: column.name, shift: column.score, weight, product: column.score * weight }];
  });
  const total = sum(moved.map(({ product }) => product));
  return moved
    .filter(({ product }) => product > 0)
    .sort((one, other) => other.product - one.product || (one.name < other.name ? -1 : 1))
    .slice(0, most)
    .map(({ product, ...rest }) => ({ ...rest, share: product / total }));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
