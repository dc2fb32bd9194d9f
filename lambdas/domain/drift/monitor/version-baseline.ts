import * as z from 'zod/mini';
import type { TableBaseline } from '../baseline';

/** What a KPI was on the golden set: shares 0 to 1; `rmse` in the target's unit. */
export type GoldenKpis = Readonly<Record<string, number>>;

/** Names of columns that are no feature; no feature can be called so, since theirs are letters and digits. */
export const answerColumns = { prediction: '(prediction)', confidence: '(confidence)' } as const;

/** Answers whose reference is the first usual window where training tells none: of classes how sure, of numbers how much. */
export type PinnedAnswers = keyof typeof answerColumns;

/** What the windows of a version are compared with. */
export interface VersionBaseline {
  readonly version: number;
  /** Features of its training examples; what it answered on the golden set; its scores once they are known. */
  readonly table: TableBaseline;
  /** `<class>/recall`, `<class>/precision`, …; of a regression `rmse`. */
  readonly kpis: GoldenKpis;
  /** By feature: how much its predictions lean on it, mean |SHAP|; absent while that is not known. */
  readonly weights?: Readonly<Record<string, number>>;
}

export const isFeature = (name: string): boolean =>
  name !== answerColumns.prediction && name !== answerColumns.confidence;

/** A baseline as it is kept. */
export const storedBaselineSchema = z.object({
  schemaVersion: z.literal(1),
  kpis: z.record(z.string(), z.number()),
  weights: z.optional(z.record(z.string(), z.number())),
  /** What `encodeBaseline` wrote. */
  table: z.string(),
});

/** `original.json`: the version that slow drift is measured from. */
export const originalSchema = z.object({ version: z.int() });

/** A line of a data set's features. */
export const measuredLineSchema = z.object({ sha256: z.string(), features: z.record(z.string(), z.number()) });
