/**
 * Writes sagemaker-shapes.json from botocore's API model (Apache-2.0, Amazon.com):
 * `npx tsx pipeline/definition/api/write-shapes.ts <botocore>/data/sagemaker/2017-07-24/service-2.json.gz`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ApiModel } from './api-model';
import { reduceModel } from './reduce-model';

export const shapesFile = join(__dirname, 'sagemaker-shapes.json');

export const readModel = (file: string): ApiModel =>
  reduceModel(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));

/** One shape a line, so that a new API version can be reviewed. */
export function renderModel({ operations, shapes }: ApiModel): string {
  const lines = (entries: object) =>
    Object.entries(entries).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{\n"operations": {\n${lines(operations).join(',\n')}\n},\n"shapes": {\n${lines(shapes).join(',\n')}\n}\n}\n`;
}

if (require.main === module) writeFileSync(shapesFile, renderModel(readModel(process.argv[2] ?? '')));
