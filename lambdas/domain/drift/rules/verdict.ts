/** The tests that a rule can base its verdict on. */
export const driftTests = {
  'ks-p-value': {
    breach: 'below',
    asks: 'How likely are two samples of one distribution to differ as much at some value?',
    source: 'Kolmogorov 1933, Smirnov 1939; scipy ks_2samp; Evidently "ks"',
  },
  'chi-square-p-value': {
    breach: 'below',
    asks: 'How likely is a sample of the reference to have shares as different?',
    source: 'Pearson 1900; scipy chisquare; Evidently "chisquare"',
  },
  'z-p-value': {
    breach: 'below',
    asks: 'How likely are two samples with one proportion to differ as much in it?',
    source: 'pooled z-test of two proportions; Evidently "z"',
  },
  'wasserstein-normalised': {
    breach: 'above',
    asks: "By how many of the reference's standard deviations was the average value moved?",
    source: 'Vaserstein 1969; scipy wasserstein_distance; Evidently "wasserstein"',
  },
  'jensen-shannon-nats': {
    breach: 'above',
    asks: 'How well can one tell from a value which of both samples it is of?',
    source: 'Lin 1991; scipy jensenshannon; Evidently "jensenshannon"',
  },
  'robust-l-infinity': {
    breach: 'above',
    asks: 'How far do the distributions lie apart at most, beyond what chance does at these sample sizes?',
    source: 'Amazon SageMaker Model Monitor, comparison_method Robust; deequ Distance, linf_robust',
  },
  'significant-shift': {
    breach: 'above',
    asks: 'What share of the rows was moved at least, where chance is ruled out for all columns together?',
    source: 'KS D or total variation, where the Holm-adjusted p of KS or chi-square is below alpha',
  },
  'learned-band': {
    breach: 'above',
    asks: 'Is the metric outside of what chunks of the reference show?',
    source: 'NannyML StandardDeviationThreshold',
  },
} as const;

export type DriftTest = keyof typeof driftTests;

/** What a rule says of one column. */
export interface Verdict {
  readonly drifted: boolean;
  readonly test: DriftTest;
  readonly score: number;
  /** Beyond which (see `driftTests`) the score means drift. */
  readonly threshold: number;
}
