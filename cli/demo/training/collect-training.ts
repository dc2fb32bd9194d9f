import type { TrainingReport } from '../../report/training-report';
import type { TrainedModel } from './train-model';
import { publishedBeside } from './training-figures';

export interface TrainingContext {
  readonly isFashionMnist: boolean;
  /** What was decided on the version since it was made, e.g. `Approved`; absent when it still waits. */
  readonly decided?: string | undefined;
}

/** What the report shows of the training. */
export function collectTraining(
  { figures, result, correlationId }: TrainedModel,
  { isFashionMnist, decided }: TrainingContext,
): TrainingReport {
  const { version, approvalStatus, manifestId, macroF1, pipelineSeconds, perClass } = figures;
  const published = publishedBeside(figures, isFashionMnist);
  const golden = result.evaluation?.challenger.golden;
  const why = '--why "YOUR REASON"';
  return {
    version,
    approvalStatus: decided ?? approvalStatus,
    isNew: result.isNew,
    correlationId,
    manifestId,
    examples: golden?.count ?? 0,
    macroF1,
    pipelineSeconds,
    steps: result.steps,
    classes: Object.entries(perClass).map(([label, scores]) => {
      const beside = published?.[label];
      return { label, ...scores, ...(beside && { published: beside }) };
    }),
    confusion: golden?.confusion ?? [],
    commands: [
      { text: 'Read its model card:', command: `npx everloop models product-images ${version}` },
      ...(decided
        ? []
        : [{ text: 'Approve it, or reject it:', command: `npx everloop approve product-images ${version} ${why}` }]),
      { text: 'Read its story, with durations:', command: 'npx everloop trail product-images' },
    ],
  };
}
