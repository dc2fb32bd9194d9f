import * as z from 'zod/mini';
import type { ApprovalPolicy } from './approval-policy';
import { backboneKeySchema } from './backbone';
import type { DatasetPolicy } from './dataset-manifest';
import type { GatePolicy } from './gate-policy';
import { instanceFault } from './instance-type';
import type { RetrainingPolicy } from './retraining-policy';
import type { ServingSettings } from './serving-settings';

const instanceType = z.string().check(
  z.refine(type => instanceFault(type) === undefined, {
    error: ({ input }) => instanceFault(String(input)) ?? 'invalid',
  }),
);
/** Five days: the longest that SageMaker lets a processing job run. */
const minutes = z.int().check(z.minimum(1), z.maximum(7200));
const volumeGiB = z.int().check(z.minimum(1), z.maximum(16_384));

/** How a workload's model is trained, as `everloop.config.ts` sets it; every field has a default. */
export const trainingSettingsSchema = z.strictObject({
  /** Prepares and evaluates. Processing, training and transform have no CPU Graviton: linux/amd64. */
  processingInstanceType: z._default(instanceType, 'ml.m5.large'),
  trainingInstanceType: z._default(instanceType, 'ml.m5.xlarge'),
  volumeGiB: z._default(volumeGiB, 30),
  /** A job that runs longer is stopped: the bill of a hanging job ends here. */
  maxRuntimeMinutes: z._default(minutes, 120),
  /** Of the container; its README lists them. Numbers and booleans become text, as SageMaker takes them. */
  hyperParameters: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  /** Of the prepare step: what serving must do alike, such as `input_side`. */
  preparation: z._default(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])), {}),
  /** A network of the user's own, in the models bucket: its features are learnt from. */
  backbone: z.optional(backboneKeySchema),
  /** Training jobs of one execution; above 1 a tuning job looks for better hyper-parameters. */
  tuningJobs: z._default(z.int().check(z.minimum(1), z.maximum(500)), 1),
  parallelTuningJobs: z._default(z.int().check(z.minimum(1), z.maximum(10)), 2),
  /** Days for which a step whose inputs did not change is not run again. */
  cacheDays: z._default(z.int().check(z.minimum(0), z.maximum(365)), 30),
});

export type TrainingSettings = z.infer<typeof trainingSettingsSchema>;

/** Range of one hyper-parameter that tuning may choose from. */
export type TuningRange =
  | {
      readonly kind: 'continuous' | 'integer';
      readonly minimum: number;
      readonly maximum: number;
      readonly scale: 'linear' | 'log';
    }
  | { readonly kind: 'categorical'; readonly values: readonly string[] };

export interface TuningPlan {
  /** Metric of a validation example set that the training job prints; see `metrics`. */
  readonly objective: { readonly metric: string; readonly better: 'higher' | 'lower' };
  readonly ranges: Readonly<Record<string, TuningRange>>;
}

/** How a workload becomes a model: the training half of the `Workload` seam. */
export type TrainingPlan =
  | {
      /** Nothing trains it yet. */
      readonly kind: 'none';
      readonly why: string;
    }
  | {
      /** The container of pipeline/container trains it: prepare, train, evaluate. */
      readonly kind: 'container';
      /** In the order of the model's outputs; empty when it predicts a number. */
      readonly classes: readonly string[];
      readonly dataset: DatasetPolicy;
      readonly settings: TrainingSettings;
      /** Metrics that the training job prints: name and a regular expression with one group over a line of its log. */
      readonly metrics: readonly { readonly name: string; readonly regex: string }[];
      readonly tuning: TuningPlan | null;
      readonly gate: GatePolicy;
      /** When it is trained again without anybody asking. */
      readonly retraining: RetrainingPolicy;
      /** Who approves what passed the gate. */
      readonly approval: ApprovalPolicy;
      /** Media types that an endpoint of the model takes and answers in. */
      readonly serving: {
        readonly contentTypes: readonly string[];
        readonly responseTypes: readonly string[];
        readonly settings: ServingSettings;
      };
    };

export type ContainerTraining = Extract<TrainingPlan, { kind: 'container' }>;
