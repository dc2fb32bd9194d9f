import path from 'node:path';
import type { IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { WrongUse } from '../errors';

/** Files that hold rows; every other file is taken for an image, whatever its name. */
const ROW_EXTENSIONS = new Set(['.csv', '.tsv']);

/**
 * Finds the workload a file belongs to: the one that was asked for, else the only one that takes files of its kind.
 * @throws WrongUse for a workload that does not exist, or when several take files of that kind
 */
export function workloadChooser(contracts: IngestionContracts, asked?: string): (fileName: string) => string {
  const ids = Object.keys(contracts);
  if (asked !== undefined) {
    if (Object.hasOwn(contracts, asked)) return () => asked;
    throw new WrongUse(`everloop: --workload must be one of ${ids.join(', ')}, got ${asked}; check the spelling`);
  }
  return fileName => {
    const kind = ROW_EXTENSIONS.has(path.extname(fileName).toLowerCase()) ? 'rows' : 'images';
    const takers = ids.filter(id => contracts[id]?.kind === kind);
    const [only] = takers;
    if (only !== undefined && takers.length === 1) return only;
    const got = takers.length === 0 ? 'none' : takers.join(' or ');
    throw new WrongUse(
      `everloop: one workload must take ${kind} such as ${printableName(fileName)}, got ${got}; choose one with --workload`,
    );
  };
}

const printableName = (fileName: string): string => JSON.stringify(path.basename(fileName));
