import { cloudPaths } from '../../local/cloud/paths';
import type { Connection } from '../deployment/connect';

/** Why no verdicts come, as far as it can be told from here. */
export function explainStall({ kind }: Pick<Connection, 'kind'>): string {
  const usual =
    'No verdict for 10 s: items may be in their second try; see `everloop status` and `everloop redrive --list`';
  if (kind === 'account') return usual;
  const { diskProblem } = require('../../local/cloud/disk') as typeof import('../../local/cloud/disk');
  return diskProblem(cloudPaths()) ?? usual;
}
