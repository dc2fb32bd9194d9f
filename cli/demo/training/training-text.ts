import type { Output } from '../../output/output';
import { table } from '../../output/table';
import { cutShare } from '../../report/figures';
import type { TrainedModel } from './train-model';
import { publishedBeside } from './training-figures';

/** The figures of each class, beside the published ones where the data are the same. */
export function classTable({ figures }: TrainedModel, isFashionMnist: boolean, output: Output): string {
  const published = publishedBeside(figures, isFashionMnist);
  const head = ['class', 'recall', 'precision', 'NPV', 'golden photos', ...(published ? ['published*'] : [])];
  const rows = Object.entries(figures.perClass).map(([label, { recall, precision, npv, support }]) => {
    const beside = published?.[label];
    const other = beside
      ? [[beside.recall, beside.precision, beside.npv].map(value => value.toFixed(2)).join(' ')]
      : [];
    return [label, cutShare(recall), cutShare(precision), cutShare(npv), support, ...other];
  });
  const note = '* recall, precision, NPV of a model trained on all 60,000 images, scored on the 10,000 test images';
  return [table(output, head, rows), ...(published ? [output.colours.dim(note)] : [])].join('\n');
}

/** What became of the photos: a model, its figures, and who decides on it. */
export function trainingText(model: TrainedModel, isFashionMnist: boolean, output: Output): string {
  const { figures, result } = model;
  const { green, yellow } = output.colours;
  const made = result.isNew ? 'registered' : 'registered before, the same model';
  return [
    classTable(model, isFashionMnist, output),
    '',
    `${green(`version ${figures.version}`)} ${made}: macro-F1 ${cutShare(figures.macroF1)}, pipeline ${figures.pipelineSeconds} s; then it was ${yellow(figures.approvalStatus)}`,
  ].join('\n');
}
