import * as z from 'zod/mini';

const share = z.number().check(z.minimum(0), z.maximum(1));

/** Least values of one class; what is left out has none. */
const classFloors = z.strictObject({ recall: z.optional(share), precision: z.optional(share), npv: z.optional(share) });

/**
 * What a model must reach, once it was trained on so many examples (training and validation). The row with the most
 * examples that a data set reaches counts; a smaller data set has no floor at all.
 */
export const floorRowSchema = z.strictObject({
  fromExamples: z.int().check(z.minimum(0)),
  /** Of the primary metric. */
  overall: z.number(),
  classes: z._default(z.record(z.string(), classFloors), {}),
});

export const gatePolicySchema = z.strictObject({
  primary: z.strictObject({ metric: z.string(), better: z.enum(['higher', 'lower']) }),
  /** Figures that a class may not lose in comparison with the champion; all are better when higher. */
  classMetrics: z.array(z.enum(['recall', 'precision', 'npv', 'f1'])),
  floors: z.array(floorRowSchema),
  /** How much worse than the champion the primary metric may be, in its unit. */
  maxLoss: z.number().check(z.minimum(0)),
  /** How much worse than the champion a class may be. */
  maxClassLoss: share,
  /** The same for single classes. */
  maxLossByClass: z._default(z.record(z.string(), share), {}),
  /** By how much the challenger must beat the champion on the drift slice, in the primary metric's unit. */
  minDriftGain: z.number().check(z.minimum(0)),
  /** Examples of a class on the drift slice below which it is not judged there. */
  minDriftPerClass: z._default(z.int().check(z.minimum(1)), 10),
  /** Examples of the judged classes together below which the slice is not judged. */
  minDriftExamples: z._default(z.int().check(z.minimum(1)), 40),
  /** Share of other pictures that no small part of the feedback may turn to its class. */
  maxTriggerShare: z._default(share, 0.75),
  /** Share of the feedback that the rest of it may contradict, beyond what is contradicted of other examples. */
  maxDoubtfulFeedback: z._default(share, 0.15),
  /** Share of the feedback that was learned from that may be of one class. */
  maxFeedbackOfOneClass: z._default(share, 0.8),
  /** Golden examples of each class below which its figures are chance. */
  minGoldenPerClass: z.int().check(z.minimum(1)),
});

export type FloorRow = z.infer<typeof floorRowSchema>;
export type GatePolicy = z.infer<typeof gatePolicySchema>;

/** What an execution may change: parameter `GateOverrides`, JSON. */
export const gateOverridesSchema = z.strictObject({
  floors: z.optional(z.array(floorRowSchema)),
  maxLoss: z.optional(z.number().check(z.minimum(0))),
  maxClassLoss: z.optional(share),
  maxLossByClass: z.optional(z.record(z.string(), share)),
  minDriftGain: z.optional(z.number().check(z.minimum(0))),
  minDriftPerClass: z.optional(z.int().check(z.minimum(1))),
  minDriftExamples: z.optional(z.int().check(z.minimum(1))),
  minGoldenPerClass: z.optional(z.int().check(z.minimum(1))),
});

export type GateOverrides = z.infer<typeof gateOverridesSchema>;

/** A classifier's gate as `everloop.config.ts` sets it. */
export const classifierGateSchema = z.strictObject({
  /** Left out: `defaultFloors` of the workload, as far as its classes are the default ones. */
  floors: z.optional(z.array(floorRowSchema).check(z.minLength(1))),
  /** Two standard deviations of macro-F1 .96 on 2,000 golden images: 2 x sqrt(.96 x .04 / 2000) = .009. */
  maxLoss: z._default(share, 0.01),
  /** Two standard deviations of a recall of .96 on 400 golden images of a class: 2 x sqrt(.96 x .04 / 400) = .02. */
  maxClassLoss: z._default(share, 0.02),
  maxLossByClass: z._default(z.record(z.string(), share), {}),
  minDriftGain: z._default(share, 0),
  /** At 10 the standard deviation of a recall of .9 is .095: enough to see a class that is lost, no more. */
  minDriftPerClass: z._default(z.int().check(z.minimum(1)), 10),
  /** At 40 the standard deviation of the difference of accuracies .5 and .9 is .09: drift that alarms is larger. */
  minDriftExamples: z._default(z.int().check(z.minimum(1)), 40),
  /** Parts of honest pictures turned up to .63, a patch on a fifth of the feedback .97 (`npm run bench:poison`). */
  maxTriggerShare: z._default(share, 0.75),
  /** Honest feedback had .01 to .03, with .1 of the labels flipped .09 to .15, with .2 .20 to .23 (`npm run bench:poison`). */
  maxDoubtfulFeedback: z._default(share, 0.15),
  /** Four in five of one class leave too few of the others to notice that a model names it for everything. */
  maxFeedbackOfOneClass: z._default(share, 0.8),
  /** At 30 the standard deviation of a recall of .96 is .036: one more picture in thirty tells nothing yet. */
  minGoldenPerClass: z._default(z.int().check(z.minimum(1)), 30),
});

export type ClassifierGate = z.infer<typeof classifierGateSchema>;
