import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { columnWorkerFileName } from '../../lambdas/contracts/column-worker';
import { bundleOptions, columnWorkerSource } from '../../lib/functions/bundle-functions';

/** The code of threads, bundled as for functions. @returns its path */
export function bundleColumnWorker(folder: string): string {
  const outfile = join(folder, columnWorkerFileName);
  buildSync({
    ...bundleOptions,
    absWorkingDir: join(__dirname, '..', '..'),
    entryPoints: [columnWorkerSource],
    outfile,
  });
  return outfile;
}
