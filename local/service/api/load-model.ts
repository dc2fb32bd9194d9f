import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ServiceModel, Shape } from './shapes';

/** Folder of the API models that botocore brings into the laptop cloud's venv. */
function modelsFolder(venv: string): string {
  const libraries = path.join(venv, 'lib');
  const python = fs.existsSync(libraries)
    ? fs.readdirSync(libraries).find(name => name.startsWith('python3'))
    : undefined;
  const folder = path.join(libraries, python ?? 'python3', 'site-packages', 'botocore', 'data');
  if (fs.existsSync(folder)) return folder;
  throw new Error(`laptop cloud: botocore must be installed in ${venv}, got no ${folder}; run \`everloop up\``);
}

interface BotocoreModel {
  readonly operations: Record<string, { input?: { shape: string }; output?: { shape: string } }>;
  readonly shapes: Record<string, Shape & { documentation?: string }>;
}

/** Drops documentation, which is nine tenths of the bytes. */
export function reduceModel(text: string): ServiceModel {
  const undocumented = JSON.parse(text, function (this: unknown, key, value: unknown) {
    return key === 'documentation' && typeof value === 'string' ? undefined : value;
  }) as BotocoreModel;
  const operations = Object.entries(undocumented.operations).map(([name, { input, output }]) => [
    name,
    { ...(input && { input: input.shape }), ...(output && { output: output.shape }) },
  ]);
  return { shapes: undocumented.shapes, operations: Object.fromEntries(operations) };
}

export interface ModelSource {
  /** The laptop cloud's Python venv. */
  readonly venv: string;
  /** Where the reduced model is kept: reading it takes a tenth of the time and memory. */
  readonly cache: string;
  /** Folder below botocore's data, such as `sagemaker/2017-07-24`. */
  readonly api: string;
}

/**
 * The official API model, reduced at first use and cached by the hash of the original.
 * @throws Error when botocore is not installed
 */
export function loadModel({ venv, cache, api }: ModelSource): ServiceModel {
  const original = fs.readFileSync(path.join(modelsFolder(venv), api, 'service-2.json.gz'));
  const hash = createHash('sha256').update(original).digest('hex').slice(0, 16);
  const file = path.join(cache, `${api.replace('/', '-')}-${hash}.json`);
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, 'utf8')) as ServiceModel;
  const model = reduceModel(gunzipSync(original).toString('utf8'));
  fs.mkdirSync(cache, { recursive: true });
  fs.writeFileSync(`${file}.${process.pid}`, JSON.stringify(model));
  fs.renameSync(`${file}.${process.pid}`, file);
  return model;
}
