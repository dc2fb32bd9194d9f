import * as z from 'zod/mini';

const share = z.number().check(z.minimum(0), z.maximum(1));
/** Below a minute nothing starts by schedule; a window of a day is long enough for every alarm. */
const seconds = z.int().check(z.minimum(10), z.maximum(7 * 86_400));
const few = z.int().check(z.minimum(1), z.maximum(50));
const hours = z.int().check(z.minimum(1), z.maximum(168));

/** What an alarm can watch of a model that names a class; those of `retrainOn` ask for a retraining, the others tell people. */
export const classSignals = ['recall', 'precision', 'true-positives', 'data-drift', 'prediction-mix'] as const;
/** The same of one that tells a number. */
export const numberSignals = ['rmse', 'data-drift', 'prediction-drift'] as const;

export type ClassSignal = (typeof classSignals)[number];
export type NumberSignal = (typeof numberSignals)[number];
export const watchedSignals = [...new Set([...classSignals, ...numberSignals])];
export type WatchedSignal = ClassSignal | NumberSignal;

/** When a window of predictions is judged, and when it is out of the ordinary; every field has a default. */
export const driftPolicySchema = z.strictObject({
  /** Length of a window. */
  windowSeconds: z._default(seconds, 3600),
  /** From the begin of a window to that of the next one; windows begin at multiples of it (UTC). */
  stepSeconds: z._default(seconds, 3600),
  /** A window is judged so long after its end: a record is written seconds after its moment. */
  graceSeconds: z._default(z.int().check(z.minimum(0), z.maximum(3600)), 30),
  /**
   * `scheduled`: windows are looked at as EventBridge Scheduler does, once a minute at most. `prompt`: seconds after they
   * end, and after labels of them come, too; for windows of minutes.
   */
  looks: z._default(z.enum(['scheduled', 'prompt']), 'scheduled'),
  /** Values of a column below which nothing is said of it. */
  minimumSamples: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 100),
  /** Labelled examples of a class below which its KPIs are withheld. */
  minimumLabels: z._default(z.int().check(z.minimum(1), z.maximum(100_000)), 30),
  /** Of so many predictions at most a window is judged: a sample that their ids draw. */
  mostPredictions: z._default(z.int().check(z.minimum(100), z.maximum(200_000)), 50_000),
  /** `m` of the newest `n` judged windows must breach. */
  breaches: z.prefault(
    z
      .strictObject({ m: z._default(few, 2), n: z._default(few, 3) })
      .check(z.refine(({ m, n }) => m <= n, { error: 'm must be at most n', path: ['m'] })),
    {},
  ),
  /** Of the features: from which share on the data of a window drift. */
  driftedShare: z._default(share, 0.25),
  /** Share of the predictions that must have moved to other classes; a mix of orders moves more than a camera does. */
  mixShift: z._default(share, 0.2),
  /** Recall or precision of a class may lie so much below what the version reached on the golden set. */
  maxLoss: z._default(share, 0.05),
  /** By class: an absolute floor instead of `maxLoss`. */
  minRecall: z._default(z.record(z.string(), share), {}),
  minPrecision: z._default(z.record(z.string(), share), {}),
  /** By class: true positives of a window, once it has `minimumLabels`. */
  minTruePositives: z._default(z.record(z.string(), z.int().check(z.minimum(1))), {}),
  /** So long after its end a window is judged again when labels of it come. */
  labelsWithinHours: z._default(hours, 72),
  /** What asks for a retraining. New features alone do not: without labels the same data give the same model. */
  retrainOn: z._default(z.array(z.enum(classSignals)), ['recall', 'precision', 'true-positives']),
  /** Nothing was classified for so long. */
  noPredictionsHours: z._default(hours, 24),
  /** Images were classified for so long and nobody labelled any. */
  noLabelsHours: z._default(hours, 72),
});

export type DriftPolicy = z.infer<typeof driftPolicySchema>;

/** The same of predicted numbers: what is of classes alone would never count there. `mixShift` is of predicted values. */
export const numberDriftPolicySchema = z.extend(
  z.omit(driftPolicySchema, { minRecall: true, minPrecision: true, minTruePositives: true }),
  {
    retrainOn: z._default(z.array(z.enum(numberSignals)), ['rmse']),
    /** RMSE may not exceed it, in the target's unit; null: `maxLoss` of the golden RMSE above that. */
    maxRmse: z._default(z.nullable(z.number().check(z.positive())), null),
  },
);

export type NumberDriftPolicy = z.infer<typeof numberDriftPolicySchema>;

/** What holds for windows of either kind. */
export type WatchPolicy = Pick<DriftPolicy, Extract<keyof DriftPolicy, Exclude<keyof NumberDriftPolicy, 'retrainOn'>>>;

/** How what a workload's model answers is watched: the drift half of the `Workload` seam. */
export const driftPlanSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), why: z.string() }),
  z.object({ kind: z.literal('classes'), classes: z.array(z.string()), policy: driftPolicySchema }),
  /** `unit`: of the target, as people write it: `mm`, `vehicles/h`. */
  z.object({ kind: z.literal('numbers'), unit: z.string(), policy: numberDriftPolicySchema }),
]);

export type DriftPlan = z.infer<typeof driftPlanSchema>;
export type ClassDriftPlan = Extract<DriftPlan, { kind: 'classes' }>;
export type NumberDriftPlan = Extract<DriftPlan, { kind: 'numbers' }>;
export type WatchedPlan = ClassDriftPlan | NumberDriftPlan;

/** The plan of a workload whose predictions are watched; undefined for any other one. */
export function watchedPlanOf(plans: DriftPlans, workload: string): WatchedPlan | undefined {
  const plan = Object.hasOwn(plans, workload) ? plans[workload] : undefined;
  return plan === undefined || plan.kind === 'none' ? undefined : plan;
}

/** `drift-plans.json` beside the function that watches: by workload id. */
export const driftPlansSchema = z.record(z.string(), driftPlanSchema);
export type DriftPlans = Readonly<Record<string, DriftPlan>>;

export const driftPlansFileName = 'drift-plans.json';
