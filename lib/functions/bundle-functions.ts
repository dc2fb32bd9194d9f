import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { type ApprovalPolicies, approvalPoliciesFileName } from '../../lambdas/contracts/approval-policy';
import { type DriftPlans, driftPlansFileName } from '../../lambdas/contracts/drift-policy';
import { contractsFileName, type IngestionContracts } from '../../lambdas/contracts/ingestion-contract';
import { type PredictionPlans, predictionPlansFileName } from '../../lambdas/contracts/prediction-plan';
import { type RetrainingPolicies, retrainingPoliciesFileName } from '../../lambdas/contracts/retraining-policy';
import { type DatasetPlans, datasetPlansFileName } from '../../lambdas/contracts/training-start';
import {
  announcingFunctions,
  approvalFunctions,
  datasetFunctions,
  driftFunctions,
  type FunctionName,
  functionNames,
  nativeFunctions,
  predictionFunctions,
  retrainingFunctions,
} from './function-names';

export interface BundleProps {
  /** Repository root: holds `lambdas/` and `node_modules/`. */
  readonly root: string;
  /** Receives one folder a function. */
  readonly outputFolder: string;
  /** npm's platform name, e.g. `linux-arm64`. */
  readonly platformName: string;
  /** Where packages for `platformName` lie; `node_modules` for the machine at hand. */
  readonly nativeModules: string;
  readonly contracts: IngestionContracts;
  readonly datasetPlans: DatasetPlans;
  readonly predictionPlans: PredictionPlans;
  readonly driftPlans: DriftPlans;
  readonly retrainingPolicies: RetrainingPolicies;
  readonly approvalPolicies: ApprovalPolicies;
}

export class NativeModuleError extends Error {
  override readonly name = 'NativeModuleError';
}

/**
 * Bundles every function in one esbuild call, AWS SDK included: what runs is what was tested, whatever the runtime
 * brings. sharp can't be bundled and lies beside the code that needs it. Offline and deterministic.
 * @throws NativeModuleError when sharp for the functions' platform is not there.
 */
export function bundleFunctions(props: BundleProps): void {
  buildSync({
    absWorkingDir: props.root,
    entryPoints: Object.fromEntries(functionNames.map(name => [`${name}/index`, `lambdas/functions/${name}.ts`])),
    outdir: props.outputFolder,
    bundle: true,
    minify: true,
    keepNames: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['sharp'],
    legalComments: 'none',
    logLevel: 'error',
  });
  const place = (names: readonly FunctionName[], fileName: string, content: unknown) => {
    for (const name of names) writeFileSync(join(props.outputFolder, name, fileName), JSON.stringify(content));
  };
  place(functionNames, contractsFileName, props.contracts);
  place(datasetFunctions, datasetPlansFileName, props.datasetPlans);
  place(predictionFunctions, predictionPlansFileName, props.predictionPlans);
  place([...driftFunctions, ...announcingFunctions], driftPlansFileName, props.driftPlans);
  place(retrainingFunctions, retrainingPoliciesFileName, props.retrainingPolicies);
  place(approvalFunctions, approvalPoliciesFileName, props.approvalPolicies);
  for (const name of nativeFunctions) addSharp(join(props.outputFolder, name), props);
}

function addSharp(folder: string, { nativeModules, platformName }: BundleProps): void {
  const manifest = readManifest(join(nativeModules, 'sharp'));
  const native = [`@img/sharp-${platformName}`, `@img/sharp-libvips-${platformName}`];
  for (const name of native) requirePackage(nativeModules, name, platformName);
  for (const name of ['sharp', ...Object.keys(manifest.dependencies ?? {}), ...native]) {
    copyPackage(join(nativeModules, name), join(folder, 'node_modules', name));
  }
}

function requirePackage(nativeModules: string, name: string, platformName: string): void {
  if (existsSync(join(nativeModules, name))) return;
  throw new NativeModuleError(
    `function bundle: ${name} must be in ${nativeModules}, got nothing; run: npm run vendor -- ${platformName}`,
  );
}

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

function readManifest(folder: string): Manifest {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) {
    throw new NativeModuleError(`function bundle: sharp must be in ${dirname(folder)}, got nothing; run: npm ci`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Copies only what is not there in the same version: 20 MB a synth would cost more than the bundling. */
function copyPackage(from: string, to: string): void {
  if (existsSync(join(to, 'package.json')) && readManifest(to).version === readManifest(from).version) return;
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
  copyFileSync(join(from, 'package.json'), join(to, 'package.json'));
}
