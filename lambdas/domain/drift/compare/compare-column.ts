import type { ColumnBaseline } from '../baseline';
import { type CategoryProfile, type ColumnProfile, type NumericProfile, rowsOf } from '../profile/column-profile';
import { estimateDistinct, unionOfSketches } from '../profile/distinct-sketch';
import { momentsOf } from '../profile/moments';
import { goodnessOfFit, homogeneity } from '../statistics/chi-square';
import { normaliseDistance } from '../statistics/compare-samples';
import { hellingerDistance } from '../statistics/hellinger';
import { jensenShannonBits, jensenShannonNats } from '../statistics/jensen-shannon';
import { ksPValue } from '../statistics/kolmogorov-smirnov';
import { lInfinity } from '../statistics/l-infinity';
import { populationStability } from '../statistics/psi';
import { toShares } from '../statistics/shares';
import { totalVariation } from '../statistics/total-variation';
import { compareProportions } from '../statistics/two-proportions';
import { coarseBins } from './coarse-bins';
import type {
  BinDistances,
  CategoryComparison,
  ColumnComparison,
  NumericComparison,
  ShareChange,
} from './column-comparison';
import { orderedDistances } from './grid-distances';

/**
 * Every statistic of a column of a window against its reference. Both must hold at least one value; how many are enough
 * is the caller's to decide, see `compareTables`.
 *
 * @throws Error when the profile was counted on another grid than the baseline's
 */
export function compareColumn(baseline: ColumnBaseline, current: ColumnProfile): ColumnComparison {
  if (baseline.grid.id === current.gridId) {
    if (baseline.kind === 'numeric' && current.kind === 'numeric') return compareNumbers(baseline, current);
    if (baseline.kind === 'category' && current.kind === 'category') return compareCategories(baseline, current);
  }
  const rule = `must be of the baseline's grid ${baseline.grid.id}, got ${current.gridId}`;
  throw new Error(`column profile: it ${rule}; profile the rows again on this baseline`);
}

function compareNumbers(
  { grid, profile: reference }: Extract<ColumnBaseline, { kind: 'numeric' }>,
  current: NumericProfile,
): NumericComparison {
  const ordered = orderedDistances(grid, { reference, current });
  const bins = coarseBins(grid, { reference, current });
  const [before, now] = [momentsOf(grid, reference), momentsOf(grid, current)];
  return {
    kind: 'numeric',
    ...sizesOf(reference, current),
    ...ordered,
    // Exact where D is; D of bins may be off by more than the asymptotic p.
    ksPValue: ksPValue(
      ordered.ks,
      { n: reference.count, m: current.count },
      reference.kept && current.kept ? 'auto' : 'asymptotic',
    ),
    wassersteinNormalised: normaliseDistance(ordered.wasserstein, before?.deviation ?? 0),
    mean: { reference: before?.mean ?? null, current: now?.mean ?? null },
    ...binDistances(bins.reference, bins.current),
    distinctValues: distinctNumbers(grid.distinct, reference, current),
    infinite: shareChange([reference.infinite, rowsOf(reference)], [current.infinite, rowsOf(current)]),
    bins,
  };
}

function compareCategories(
  { grid, profile: reference }: Extract<ColumnBaseline, { kind: 'category' }>,
  current: CategoryProfile,
): CategoryComparison {
  const others = Math.round(estimateDistinct(unionOfSketches(reference.others, current.others)));
  return {
    kind: 'category',
    ...sizesOf(reference, current),
    ...binDistances(reference.bins, current.bins),
    distinctValues: grid.names.length + others,
    bins: { names: grid.names, reference: reference.bins, current: current.bins },
    examples: current.examples,
  };
}

function sizesOf(reference: ColumnProfile, current: ColumnProfile) {
  return {
    samples: { reference: reference.count, current: current.count },
    missing: shareChange([reference.missing, rowsOf(reference)], [current.missing, rowsOf(current)]),
  };
}

function binDistances(reference: Float64Array, current: Float64Array): BinDistances {
  const shares = [toShares(reference), toShares(current)] as const;
  return {
    psi: populationStability(...shares),
    jensenShannonNats: jensenShannonNats(...shares),
    jensenShannonBits: jensenShannonBits(...shares),
    hellinger: hellingerDistance(...shares),
    totalVariation: totalVariation(...shares),
    lInfinity: lInfinity(...shares),
    homogeneity: homogeneity(reference, current),
    goodnessOfFit: goodnessOfFit(reference, current),
  };
}

type HitsOfTrials = readonly [hits: number, trials: number];

function shareChange(before: HitsOfTrials, now: HitsOfTrials): ShareChange {
  const { pValue } = compareProportions({ hits: before[0], trials: before[1] }, { hits: now[0], trials: now[1] });
  return { reference: before[0] / before[1], current: now[0] / now[1], pValue };
}

/** Exact while the samples are kept; the reference's own number is exact in any case. */
function distinctNumbers(known: number, reference: NumericProfile, current: NumericProfile): number {
  if (reference.kept && current.kept) return new Set([...reference.kept, ...current.kept]).size;
  return Math.max(known, Math.round(estimateDistinct(unionOfSketches(reference.distinct, current.distinct))));
}
