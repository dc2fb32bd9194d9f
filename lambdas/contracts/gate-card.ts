import * as z from 'zod/mini';

const figure = z.nullable(z.number());

/** One class on the drift slice; shares 0 to 1. */
const sliceClass = z.object({
  label: z.string(),
  examples: z.int(),
  /** Of the candidate. */
  recall: z.number(),
  /** Null without a champion. */
  championRecall: figure,
});

/** Candidate and champion on held-out feedback of the drifted window. */
export const driftSliceSchema = z.object({
  /** `too-small`: says nothing, neither for nor against the candidate. */
  kind: z.enum(['judged', 'too-small']),
  /** Of the judged classes. */
  examples: z.int(),
  metric: z.string(),
  /** The metric over the judged classes; null where the evaluation lacks it. */
  candidate: figure,
  champion: figure,
  /** Classes with enough examples, in the order of the model's outputs. */
  classes: z.array(sliceClass),
  /** Classes with fewer, with their examples. */
  leftOut: z.record(z.string(), z.int()),
  /** Why it is too small; empty when it is judged. */
  why: z.string(),
});

export type DriftSlice = z.infer<typeof driftSliceSchema>;
export type SliceClass = DriftSlice['classes'][number];

/** What is read of a model card for machines (`card.json`, written by the gate), beside its figures. */
export const gateCardSchema = z.object({
  lineage: z.object({
    workload: z.string(),
    /** ARN of the version that it was compared with. */
    champion: z.nullable(z.string()),
    artifactSha256: z.string(),
  }),
  /** Somebody started the execution with thresholds of their own. */
  isOverridden: z._default(z.boolean(), false),
  gate: z.object({
    passed: z.boolean(),
    /** Null without a drift slice. Cards of before it was judged by classes have none that can be read. */
    drift: z.catch(z.nullable(driftSliceSchema), null),
  }),
});

export type GateCard = z.infer<typeof gateCardSchema>;
