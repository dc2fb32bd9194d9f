import { type Split, splits } from '../../contracts/dataset-manifest';
import { type DatasetFault, datasetFault } from '../../contracts/dataset-reasons';
import type { ClassBalance } from './class-balance';

const largestImbalance = 10;

/** The least that the prepare step takes of each class: one to learn from and one to hold out. */
/** A drift slice may lack a class: the gate judges those it has enough of. */
const least: Readonly<Record<Split, number>> = { train: 2, validation: 1, golden: 1, drift: 0 };

/** What is wrong with a data set as a whole, errors first. */
export function datasetProblems(balance: ClassBalance): DatasetFault[] {
  const { total, imbalance } = balance;
  const faults: DatasetFault[] = [];
  if (total.train === 0) faults.push(datasetFault('NO_EXAMPLES', 'data set: training examples must exist, got none'));
  if (total.golden === 0) faults.push(datasetFault('NO_GOLDEN_SET', 'data set: golden examples must exist, got none'));
  faults.push(...splits.flatMap(split => missingClasses(split, balance)));
  if (imbalance !== null && imbalance > largestImbalance) {
    const message = `data set: the largest class should have at most ${largestImbalance} times the training examples of the smallest, got ${imbalance.toFixed(1)} times`;
    faults.push(datasetFault('IMBALANCE', message, { imbalance: Number(imbalance.toFixed(2)) }));
  }
  return faults;
}

/** Nothing of a split that is not there at all, but for validation: that belongs to training. */
function missingClasses(split: Split, { classes, total }: ClassBalance): DatasetFault[] {
  if (total[split === 'validation' ? 'train' : split] === 0) return [];
  const scarce = classes.filter(({ counts }) => counts[split] < least[split]);
  if (scarce.length === 0) return [];
  const got = scarce.map(({ label, counts }) => `${counts[split]} of ${label}`).join(', ');
  const count = `${least[split]} example${least[split] === 1 ? '' : 's'}`;
  return [datasetFault('MISSING_CLASS', `data set: split ${split} must have ${count} of every class, got ${got}`)];
}
