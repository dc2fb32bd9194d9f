import { type DatasetFault, datasetFault } from '../../contracts/dataset-reasons';
import type { ClassBalance } from './class-balance';

const largestImbalance = 10;

/** What is wrong with a data set as a whole, errors first. */
export function datasetProblems({ classes, total, imbalance }: ClassBalance): DatasetFault[] {
  const without = (split: 'train' | 'golden' | 'validation') =>
    classes.filter(({ counts }) => counts[split] === 0).map(({ label }) => label);
  const faults: DatasetFault[] = [];
  if (total.train === 0) faults.push(datasetFault('NO_EXAMPLES', 'data set: training examples must exist, got none'));
  if (total.golden === 0) faults.push(datasetFault('NO_GOLDEN_SET', 'data set: golden examples must exist, got none'));
  for (const split of ['train', 'golden'] as const) {
    const missing = total[split] === 0 ? [] : without(split);
    if (missing.length === 0) continue;
    const message = `data set: every class must have ${split} examples, got none of ${missing.join(', ')}`;
    faults.push(datasetFault('MISSING_CLASS', message));
  }
  const thin = total.train === 0 ? [] : without('validation');
  if (thin.length > 0) {
    const message = `data set: every class should have validation examples, got none of ${thin.join(', ')}`;
    faults.push(datasetFault('THIN_VALIDATION', message));
  }
  if (imbalance !== null && imbalance > largestImbalance) {
    const message = `data set: the largest class should have at most ${largestImbalance} times the training examples of the smallest, got ${imbalance.toFixed(1)} times`;
    faults.push(datasetFault('IMBALANCE', message, { imbalance: Number(imbalance.toFixed(2)) }));
  }
  return faults;
}
