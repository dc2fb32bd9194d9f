import type { TrainingResult } from '../../training/training-result';
import { type PublishedFigures, publishedFigures } from './published-figures';

export interface ClassScores {
  readonly recall: number;
  readonly precision: number;
  readonly npv: number;
  /** Golden examples of the class. */
  readonly support: number;
}

/** The section `training` of `.everloop/reports/demo.json`. */
export interface TrainingFigures {
  readonly manifestId: string;
  /** From the start of the execution to the end of its last step. */
  readonly pipelineSeconds: number;
  readonly macroF1: number;
  readonly perClass: Readonly<Record<string, ClassScores>>;
  readonly version: number;
  readonly approvalStatus: string;
}

/** @throws Error for a result without a version or scores: the demo trained, so there must be both */
export function trainingFigures({ version, evaluation, seconds }: TrainingResult, manifestId: string): TrainingFigures {
  const golden = evaluation?.challenger.golden;
  if (!version || !golden) throw new Error('demo: a training must leave a version with scores, got none; report this');
  return {
    manifestId,
    pipelineSeconds: seconds,
    macroF1: Number(golden['macroF1']),
    perClass: Object.fromEntries(
      evaluation.classes.flatMap(label => {
        const { recall, precision, npv, support } = golden.perClass?.[label] ?? {};
        if (recall === undefined || precision === undefined || npv === undefined || support === undefined) return [];
        return [[label, { recall, precision, npv, support }]];
      }),
    ),
    version: version.version,
    approvalStatus: version.approval,
  };
}

/** Published figures say something only beside the data they were made of. */
export const publishedBeside = (
  { perClass }: TrainingFigures,
  isFashionMnist: boolean,
): Readonly<Record<string, PublishedFigures>> | undefined =>
  isFashionMnist && Object.keys(perClass).every(label => label in publishedFigures) ? publishedFigures : undefined;
