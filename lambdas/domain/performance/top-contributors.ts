export interface Contributor {
  readonly name: string;
  /** Mean of |contribution| over the rows; those without one count as 0. */
  readonly meanAbsolute: number;
  /** Of the mean contributions of all names together, 0 to 1. */
  readonly share: number;
}

/**
 * The names that contribute most: to predictions, given SHAP values by feature (Lundberg & Lee 2017: rank by the mean
 * absolute value); or to the error, given squared errors by place, class or hour. Equal ones in code unit order.
 *
 * @param rows contributions by name; what is not finite is left out
 * @param most how many to name
 */
export function topContributors(rows: readonly Readonly<Record<string, number>>[], most: number): Contributor[] {
  const sums = new Map<string, number>();
  for (const row of rows) {
    for (const [name, contribution] of Object.entries(row)) {
      if (Number.isFinite(contribution)) sums.set(name, (sums.get(name) ?? 0) + Math.abs(contribution));
    }
  }
  const total = [...sums.values()].reduce((sum, value) => sum + value, 0);
  return [...sums]
    .sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1))
    .slice(0, most)
    .map(([name, sum]) => ({ name, meanAbsolute: sum / rows.length, share: total === 0 ? 0 : sum / total }));
}
