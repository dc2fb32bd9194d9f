import type * as z from 'zod';
import type { DriftPlan } from '../../lambdas/contracts/drift-policy';
import type { IngestionContract } from '../../lambdas/contracts/ingestion-contract';
import type { PredictionPlan } from '../../lambdas/contracts/prediction-plan';
import type { TrainingPlan } from '../../lambdas/contracts/training-plan';

/**
 * The seam: one machine-learning system that Everloop keeps good, as a plain value.
 * Stacks, alarms, tests and the command line iterate over the list in `index.ts`; none of them asks for an id.
 */
export interface Workload<Id extends string = string, Settings extends z.ZodType = z.ZodType> {
  /** Lower-case words with hyphens; part of object keys, metric dimensions and resource names. */
  readonly id: Id;
  readonly title: string;
  /** What `everloop.config.ts` may set for this workload; every field has a default. */
  readonly settings: Settings;
  /** How its input is validated. */
  readonly ingestion: (settings: z.output<Settings>) => IngestionContract;
  /** How it becomes a model, and when a model is good enough to be shown to a person. */
  readonly training: (settings: z.output<Settings>) => TrainingPlan;
  /** What its model does with input that has no label. */
  readonly predictions: (settings: z.output<Settings>) => PredictionPlan;
  /** How what it answers is watched. */
  readonly drift: (settings: z.output<Settings>) => DriftPlan;
  /** When so much of its input is rejected that a person should look. */
  readonly rejectionAlarm: RejectionAlarm;
}

export interface RejectionAlarm {
  /** Share of rejected items, 0 to 1. */
  readonly share: number;
  /** Fewer items than this in a window say nothing. */
  readonly minimumItems: number;
  /** Why this share. */
  readonly source: string;
}

/** Checks a workload's types where it is defined and keeps its literal id. */
export const defineWorkload = <const Id extends string, Settings extends z.ZodType>(
  workload: Workload<Id, Settings>,
): Workload<Id, Settings> => workload;
