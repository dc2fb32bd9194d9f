import { sortNumbers } from '../statistics/sort-numbers';
import { firstExamples } from './category-profiler';
import { type CategoryProfile, type ColumnProfile, mostKept, type NumericProfile } from './column-profile';
import { unionOfSketches } from './distinct-sketch';

/**
 * The profile of all rows of both: equal to profiling them together, in any order and grouping; only `sum` and `squares`
 * are rounded, each addition by at most one unit in the last place.
 *
 * @throws Error when they were counted on different grids
 */
export function mergeProfiles<Profile extends ColumnProfile>(one: Profile, other: Profile): Profile;
export function mergeProfiles(one: ColumnProfile, other: ColumnProfile): ColumnProfile {
  if (one.gridId === other.gridId) {
    if (one.kind === 'numeric' && other.kind === 'numeric') return mergeNumeric(one, other);
    if (one.kind === 'category' && other.kind === 'category') return mergeCategories(one, other);
  }
  const grids = `${one.gridId} and ${other.gridId}`;
  throw new Error(`column profiles: both must be of one grid, got ${grids}; profile the rows again on one baseline`);
}

function mergeNumeric(one: NumericProfile, other: NumericProfile): NumericProfile {
  return {
    kind: 'numeric',
    gridId: one.gridId,
    count: one.count + other.count,
    missing: one.missing + other.missing,
    infinite: one.infinite + other.infinite,
    minimum: Math.min(one.minimum, other.minimum),
    maximum: Math.max(one.maximum, other.maximum),
    sum: one.sum + other.sum,
    squares: one.squares + other.squares,
    bins: addCounts(one.bins, other.bins),
    distinct: unionOfSketches(one.distinct, other.distinct),
    kept: joinKept(one.kept, other.kept),
  };
}

function mergeCategories(one: CategoryProfile, other: CategoryProfile): CategoryProfile {
  return {
    kind: 'category',
    gridId: one.gridId,
    count: one.count + other.count,
    missing: one.missing + other.missing,
    bins: addCounts(one.bins, other.bins),
    others: unionOfSketches(one.others, other.others),
    examples: firstExamples(one.examples, other.examples),
  };
}

const addCounts = (one: Float64Array, other: Float64Array): Float64Array =>
  one.map((count, bin) => count + other[bin]!);

function joinKept(one: Float64Array | null, other: Float64Array | null): Float64Array | null {
  if (!one || !other || one.length + other.length > mostKept) return null;
  return sortNumbers(Float64Array.from([...one, ...other]));
}
