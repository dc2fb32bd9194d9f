import type { NextStep } from './ingestion-report';

/** What the report shows of a training, ready to be drawn. */
export interface TrainingReport {
  readonly version: number;
  readonly approvalStatus: string;
  readonly isNew: boolean;
  readonly correlationId: string;
  readonly manifestId: string;
  /** Golden examples. */
  readonly examples: number;
  readonly macroF1: number;
  readonly pipelineSeconds: number;
  readonly steps: readonly { readonly name: string; readonly seconds?: number; readonly cached: boolean }[];
  readonly classes: readonly ClassRow[];
  /** [actual][predicted], in the order of the classes; empty when there is none. */
  readonly confusion: readonly (readonly number[])[];
  readonly commands: readonly NextStep[];
}

export interface ClassRow {
  readonly label: string;
  readonly recall: number;
  readonly precision: number;
  readonly npv: number;
  readonly support: number;
  readonly published?: { readonly recall: number; readonly precision: number; readonly npv: number };
}
