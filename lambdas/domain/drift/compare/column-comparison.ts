import type { ChiSquare } from '../statistics/chi-square';
import type { CoarseBins } from './coarse-bins';
import type { OrderedDistances } from './grid-distances';

export interface Sizes {
  /** Rows with a (finite) value. */
  readonly reference: number;
  readonly current: number;
}

/** Of shares per bin; see docs/drift.md. */
export interface BinDistances {
  readonly psi: number;
  readonly jensenShannonNats: number;
  readonly jensenShannonBits: number;
  readonly hellinger: number;
  readonly totalVariation: number;
  readonly lInfinity: number;
  /** Whether both samples can come from one distribution. */
  readonly homogeneity: ChiSquare;
  /** The same with the reference taken for the truth. */
  readonly goodnessOfFit: ChiSquare;
}

/** A share of all rows, and whether it moved. */
export interface ShareChange {
  readonly reference: number;
  readonly current: number;
  /** Of the two-sided z-test. */
  readonly pValue: number;
}

interface AnyComparison extends BinDistances {
  readonly samples: Sizes;
  /** Different values of both together; an estimate when there are many, see `estimateDistinct`. */
  readonly distinctValues: number;
  readonly missing: ShareChange;
}

export interface NumericComparison extends AnyComparison, OrderedDistances {
  readonly kind: 'numeric';
  readonly ksPValue: number;
  /** Wasserstein by the reference's standard deviation. */
  readonly wassersteinNormalised: number;
  readonly mean: { readonly reference: number | null; readonly current: number | null };
  readonly infinite: ShareChange;
  /** On which the distances of shares were measured. */
  readonly bins: CoarseBins;
}

export interface CategoryComparison extends AnyComparison {
  readonly kind: 'category';
  /** Counts by name, those of all other names last. */
  readonly bins: {
    readonly names: readonly string[];
    readonly reference: Float64Array;
    readonly current: Float64Array;
  };
  /** Some names of the window that are in no bin. */
  readonly examples: readonly string[];
}

export type ColumnComparison = NumericComparison | CategoryComparison;
