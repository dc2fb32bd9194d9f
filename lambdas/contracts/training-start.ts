import * as z from 'zod/mini';
import { loopReasons } from './correlation';
import { datasetPolicySchema } from './dataset-manifest';
import { driftWindowSchema } from './drift-window';

/** What a data set is drawn by: the part of a training plan that crosses to the functions. */
export const datasetPlanSchema = z.object({ classes: z.array(z.string()), policy: datasetPolicySchema });
/** By workload id; only those that are trained. */
export const datasetPlansSchema = z.record(z.string(), datasetPlanSchema);
export type DatasetPlan = z.infer<typeof datasetPlanSchema>;
export type DatasetPlans = Readonly<Record<string, DatasetPlan>>;

/** Name of the file beside the bundled handlers that holds the plans. */
export const datasetPlansFileName = 'dataset-plans.json';

/** What starts a training: the input of the function, from a schedule or from whoever found a reason. */
export const trainingCallSchema = z.strictObject({
  workload: z.string(),
  reason: z.enum(loopReasons),
  /** When the reason arose, ISO 8601. Two calls of one moment are one: schedules may deliver twice. */
  at: z.iso.datetime({ offset: true }),
  /** What the person or the alarm says. */
  why: z.optional(z.string().check(z.maxLength(1024))),
  /** Models are compared on held-out feedback on the predictions of this time too. */
  drift: z.optional(driftWindowSchema),
  /** Tells two reasons of one second apart; of the workload's name when left out. */
  token: z.optional(z.string().check(z.regex(/^[a-z0-9]{1,8}$/))),
});
export type TrainingCall = z.infer<typeof trainingCallSchema>;
