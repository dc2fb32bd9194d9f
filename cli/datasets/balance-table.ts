import { splits } from '../../lambdas/contracts/dataset-manifest';
import type { ClassBalance } from '../../lambdas/domain/datasets/class-balance';
import type { Output } from '../output/output';
import { table } from '../output/table';

/** Examples by class and split. */
export function balanceTable({ classes, total }: ClassBalance, output: Output): string {
  const rows = classes.map(({ label, counts }) => [label, ...splits.map(split => counts[split])]);
  return table(output, ['class', ...splits], [...rows, ['all', ...splits.map(split => total[split])]]);
}

/** Short enough to read, long enough to be unique among millions. */
export const shortId = (id: string): string => id.slice(0, 12);
