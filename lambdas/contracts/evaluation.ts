import * as z from 'zod/mini';

const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** Of one class against all others: shares 0 to 1, and counts. */
const classFigures = z.looseObject({
  recall: z.number(),
  precision: z.number(),
  npv: z.number(),
  f1: z.number(),
  /** Examples of the class. */
  support: z.int(),
});

/** Figures of one model on one set of examples: numbers by name, such as `macroF1` or `rmse`. */
const scoresSchema = z.looseObject({
  count: z.int(),
  perClass: z.optional(z.record(z.string(), classFigures)),
  /** [actual][predicted], in the order of the classes. */
  confusion: z.optional(z.array(z.array(z.int()))),
  /** Of a regression, as Model Monitor's `regression_metrics` name it; in the target's unit. */
  rmse: z.optional(z.number().check(z.minimum(0))),
  /** What a regression predicted, or a fair sample of it: what its later predictions are compared with. */
  predicted: z.optional(z.array(z.number())),
  /** By feature: how much predictions lean on it, mean |SHAP| of the same examples. */
  contributions: z.optional(z.record(z.string(), z.number().check(z.minimum(0)))),
});

/** What works most like a backdoor, of the parts of the feedback that the model learned from. */
const trigger = z.object({
  /** The class that it turns others to. */
  label: z.string(),
  /** Of the pictures that it was pasted on, 0 to 1. */
  share: z.number(),
});

const scoredModel = z.object({
  /** Of the model's files, however they are packed. */
  contentSha256: sha256,
  golden: z.nullable(scoresSchema),
  drift: z.nullable(scoresSchema),
  /** Of the challenger; null or absent where it learned from no feedback. */
  trigger: z.optional(z.nullable(trigger)),
});

/**
 * `evaluation.json` as the container's evaluate step writes it: Model Monitor's model quality statistics, and beside
 * them what the gate compares. Challenger and champion were scored on the same examples by the same program.
 */
export const evaluationSchema = z.looseObject({
  everloop: z.looseObject({
    formatVersion: z.literal(1),
    workload: z.string(),
    goldenManifestId: sha256,
    classes: z.array(z.string()),
    challenger: scoredModel,
    champion: z.nullable(scoredModel),
    championProblem: z.nullable(z.string()),
    /** By class and figure (`recall`): of the challenger's less the champion's on the golden set, as pairs. */
    standardErrors: z.optional(z.record(z.string(), z.record(z.string(), z.number().check(z.minimum(0))))),
  }),
});

export type EvaluationDocument = z.infer<typeof evaluationSchema>;
export type Evaluation = EvaluationDocument['everloop'];
export type ScoredModel = Evaluation['challenger'];
export type Scores = z.infer<typeof scoresSchema>;
export type ClassFigures = z.infer<typeof classFigures>;

/** What the prepare step found of the feedback's labels. */
const feedbackCheck = z.object({
  /** Examples, those that were left out with them. */
  count: z.int(),
  /** Contradicted by the rest of the feedback; `report/feedback.json` names them. */
  leftOut: z.int(),
  /** Of other examples, judged in the same way: what the check finds where nobody lied. 0 to 1. */
  expectedShare: z.number(),
  /** Examples by class that the model learned from. */
  perClass: z.record(z.string(), z.int()),
});

export type FeedbackCheck = z.infer<typeof feedbackCheck>;

/** `report/class-balance.json`, as far as it is used: examples by split, as the container's prepare step counted them. */
export const classCountsSchema = z.object({
  splits: z.record(z.string(), z.object({ count: z.int() })),
  feedback: z.optional(feedbackCheck),
});
