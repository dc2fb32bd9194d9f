import * as z from 'zod/mini';

/** Keys of a version's CustomerMetadataProperties: where it comes from. All values are texts of at most 256 characters. */
export const versionMetadata = {
  /** Of the story that this version is part of; `everloop trail` shows it. */
  correlationId: 'correlationId',
  /** Id of the manifest of the data that it was trained on. */
  manifestId: 'manifestId',
  /** Of the model artifact's content, lower-case hexadecimal. */
  artifactSha256: 'artifactSha256',
  /** Of the source that the pipeline was deployed from. */
  commit: 'commit',
} as const;

const share = z.number().check(z.minimum(0), z.maximum(1));

/** Scores on one set of examples. NPV = TN / (TN + FN), each class against the others. */
const scoresSchema = z.object({
  count: z.int(),
  macroF1: share,
  perClass: z.record(
    z.string(),
    z.object({ recall: share, precision: share, npv: share, f1: share, support: z.int() }),
  ),
});

const modelScores = z.object({ golden: scoresSchema });

/**
 * What we read of a version's ModelMetrics.ModelQuality.Statistics: Model Monitor's format with a section of ours, as
 * `evaluate` of pipeline/container writes it. There is no champion before the first approval.
 */
export const evaluationSchema = z.object({
  everloop: z.object({
    classes: z.array(z.string()),
    challenger: modelScores,
    champion: z.nullable(modelScores),
  }),
});

export type Evaluation = z.infer<typeof evaluationSchema>;
export type Scores = z.infer<typeof scoresSchema>;
