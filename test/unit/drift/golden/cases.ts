import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a peer said; JSON has neither NaN nor infinity. */
export type Told = number | 'nan' | 'inf' | '-inf';

export interface EvidentlyChoice {
  readonly test: string;
  readonly threshold: number;
  readonly score: Told;
  readonly drifted: boolean;
}

interface Binned {
  readonly reference: readonly number[];
  readonly current: readonly number[];
}

export interface NumericCase extends Binned {
  readonly name: string;
  readonly ks: number;
  readonly ksExact: number;
  readonly ksAsymptotic: number;
  readonly wasserstein: number;
  readonly wassersteinNormalised: number;
  readonly sturges: Binned & { readonly edges: readonly number[] };
  readonly evidently: EvidentlyChoice;
  readonly nannyml: { readonly ks: number; readonly wasserstein: number };
  readonly evidentlyPsi?: number;
  readonly evidentlyJensenShannon?: number;
  readonly doane?: Binned & { readonly jensenShannon: number; readonly hellinger: number };
}

export interface CategoryCase extends Binned {
  readonly name: string;
  readonly evidently: EvidentlyChoice;
  readonly psi: number;
  readonly jensenShannonNats: number;
  readonly jensenShannonBits: number;
  readonly hellinger: number;
  readonly hellingerEvidently: number;
  readonly lInfinity: number;
  readonly totalVariation: number;
  readonly goodnessOfFit: Told;
  readonly homogeneity?: { readonly statistic: number; readonly pValue: number };
  readonly proportions?: number;
}

export interface BandCase {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly lowerLimit: number | null;
  readonly upperLimit: number | null;
  readonly band: readonly [number | null, number | null];
}

export interface PerformanceCase {
  readonly classes: readonly string[];
  readonly actual: readonly string[];
  readonly predicted: readonly string[];
  readonly recall: readonly number[];
  readonly precision: readonly number[];
  readonly f1: readonly number[];
  readonly counts: readonly Readonly<Record<'tp' | 'fp' | 'fn' | 'tn', number>>[];
  readonly accuracy: number;
  readonly macroF1: number;
  readonly truth: readonly number[];
  readonly guess: readonly number[];
  readonly mse: number;
  readonly rmse: number;
  readonly mae: number;
  readonly r2: number;
}

interface Golden {
  readonly numeric: readonly NumericCase[];
  readonly categories: readonly CategoryCase[];
  readonly tails: {
    /** n, d, P(D > d) */
    readonly kolmogorov: readonly (readonly [number, number, number])[];
    /** n, m, d, exact p */
    readonly twoSamples: readonly (readonly [number, number, number, number])[];
    /** x, degrees of freedom, P(X > x) */
    readonly chiSquare: readonly (readonly [number, number, number])[];
    /** z, P(|Z| > z) */
    readonly normal: readonly (readonly [number, number])[];
  };
  readonly bands: readonly BandCase[];
  readonly holm: readonly { readonly pValues: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly performance: PerformanceCase;
}

/** Made by make_cases.py. */
export const golden = JSON.parse(readFileSync(join(__dirname, 'cases.json'), 'utf8')) as Golden;
