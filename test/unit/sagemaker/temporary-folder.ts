import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder for one test; removed by `remove`. */
export function temporaryFolder(): { readonly folder: string; remove(): void } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'everloop-sagemaker-'));
  return { folder, remove: () => fs.rmSync(folder, { recursive: true, force: true }) };
}
