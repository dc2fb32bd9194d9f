import type { TableBaseline } from '../baseline';

/** What a KPI was on the golden set, 0 to 1. */
export type GoldenKpis = Readonly<Record<string, number>>;

/** Names of columns that are no feature; no feature can be called so, since theirs are letters and digits. */
export const answerColumns = { prediction: '(prediction)', confidence: '(confidence)' } as const;

/** What the windows of a version are compared with. */
export interface VersionBaseline {
  readonly version: number;
  /** Features of its training examples; the classes it named on the golden set; its scores once they are known. */
  readonly table: TableBaseline;
  /** `<class>/recall`, `<class>/precision`, … */
  readonly kpis: GoldenKpis;
}

export const isFeature = (name: string): boolean =>
  name !== answerColumns.prediction && name !== answerColumns.confidence;
