import * as z from 'zod/mini';

/** How predictions are routed and labels taken back; part of a workload's settings. */
export const predictionPolicySchema = z.strictObject({
  /** A prediction with a lower score, 0 to 1, is also shown to people. */
  reviewBelow: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.6),
  /** Labels that come later than so many days after their prediction are refused. */
  maxLabelDays: z._default(z.int().check(z.minimum(1), z.maximum(3650)), 90),
});

export type PredictionPolicy = z.infer<typeof predictionPolicySchema>;

/** What happens to unlabelled input that passed validation: the prediction half of the `Workload` seam. */
export const predictionPlanSchema = z.discriminatedUnion('kind', [
  /** Nothing predicts from single arrivals. */
  z.object({ kind: z.literal('none'), why: z.string() }),
  /** Each image is classified by the workload's production endpoint and copied to the folder of its class. */
  z.object({
    kind: z.literal('classes'),
    classes: z.array(z.string()),
    policy: predictionPolicySchema,
    /** Whether the production endpoint answers a call at once, or later by a file. */
    endpoint: z._default(z.enum(['direct', 'async']), 'direct'),
  }),
]);

export type PredictionPlan = z.infer<typeof predictionPlanSchema>;
export type ClassPlan = Extract<PredictionPlan, { kind: 'classes' }>;

/** `prediction-plans.json` beside the functions that predict: by workload id. */
export const predictionPlansSchema = z.record(z.string(), predictionPlanSchema);
export type PredictionPlans = Readonly<Record<string, PredictionPlan>>;

export const predictionPlansFileName = 'prediction-plans.json';
