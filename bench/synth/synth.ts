/**
 * Synthesis and bundling: `npx tsx bench/synth/synth.ts`. Aims: in process 1 s, `cdk synth` 3.5 s, 6 s with cdk-nag and
 * AWS's template rules, bundling 1 s. Peers in the same run: an application with one empty stack, and one esbuild
 * process per function, which is how the CDK's own NodejsFunction bundles.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../../everloop.config';
import { contractsOf } from '../../lib/config/contracts-of';
import { driftPlansOf } from '../../lib/config/drift-plans-of';
import { approvalPoliciesOf, datasetPlansOf, plansOf, predictionPlansOf } from '../../lib/config/plans-of';
import { retrainingPoliciesOf } from '../../lib/config/retraining-policies-of';
import { bundleFunctions } from '../../lib/functions/bundle-functions';
import { functionNames } from '../../lib/functions/function-names';
import { functionPlatform } from '../../lib/functions/function-platform';
import { line, quantile, secondsOf } from '../laptop-cloud/scratch-cloud';

const ROUNDS = 3;
const root = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'everloop-bench-'));
const node = (parameters: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
  execFileSync(process.execPath, parameters, { cwd: root, env: { ...process.env, ...variables }, stdio: 'pipe' });

async function median(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await secondsOf(async () => work()));
  return quantile(times, 0.5);
}

const cdk = join(root, 'node_modules', 'aws-cdk', 'bin', 'cdk');
const synth = (parameters: readonly string[], CDK_VALIDATION: string) =>
  node([cdk, 'synth', '--quiet', '--output', join(folder, 'out'), ...parameters], { CDK_VALIDATION });

/** Seconds of each of a few synths in one process: the first one loads the CDK's modules as it comes to them. */
function inProcess(): readonly number[] {
  const script = `
    const { App } = require('aws-cdk-lib'); const { defineEverloop } = require('./lib/everloop-app');
    const config = require('./everloop.config').default; const { context } = require('./cdk.json'); const times = [];
    for (let round = 0; round < ${ROUNDS + 1}; round++) {
      const start = performance.now();
      const app = new App({ outdir: ${JSON.stringify(folder)} + '/in' + round, context });
      defineEverloop(app, { root: process.cwd(), config, environmentName: 'local', commit: 'unknown', host: process, defaults: {}, nag: false });
      app.synth(); times.push((performance.now() - start) / 1000);
    }
    console.log(JSON.stringify(times));`;
  return JSON.parse(node(['--require', 'tsx/cjs', '-e', script]).toString()) as number[];
}

async function synthesis(): Promise<void> {
  const empty = join(folder, 'empty.cjs');
  writeFileSync(empty, "const { App, Stack } = require('aws-cdk-lib'); new Stack(new App(), 'Empty');");
  const local = ['-c', 'environment=local'];
  const peer = await median(() =>
    synth(['--app', `node --require ${root}/node_modules/tsx/dist/cjs/index.cjs ${empty}`], 'false'),
  );
  const plain = await median(() => synth([...local, '-c', 'nag=false'], 'false'));
  const checked = await median(() => synth(local, 'true'));
  line('cdk synth of one empty stack', `${peer.toFixed(2)} s`, 'the peer');
  line('cdk synth', `${plain.toFixed(2)} s`, `aim 3.5 s; ${(plain / peer).toFixed(1)} x the peer`);
  line(
    'cdk synth, cdk-nag and template rules',
    `${checked.toFixed(2)} s`,
    `aim 6 s; ${(checked / peer).toFixed(1)} x the peer`,
  );
  const [first = Number.NaN, ...later] = inProcess();
  line('in process, bundling included, first', `${first.toFixed(2)} s`, 'loads the modules');
  line('in process, bundling included, later', `${quantile(later, 0.5).toFixed(2)} s`, 'aim 1 s');
}

async function bundling(): Promise<void> {
  const platform = functionPlatform('host', process);
  const own = await median(() =>
    bundleFunctions({
      root,
      outputFolder: join(folder, 'bundle'),
      nativeModules: join(root, 'node_modules'),
      contracts: contractsOf(config),
      datasetPlans: datasetPlansOf(plansOf(config)),
      predictionPlans: predictionPlansOf(config),
      driftPlans: driftPlansOf(config, 'local'),
      retrainingPolicies: retrainingPoliciesOf(config, 'local'),
      approvalPolicies: approvalPoliciesOf(plansOf(config)),
      platformName: platform.name,
    }),
  );
  const esbuild = join(root, 'node_modules', 'esbuild', 'bin', 'esbuild');
  const flags = ['--bundle', '--minify', '--keep-names', '--platform=node', '--external:sharp', '--log-level=error'];
  const peer = await median(() => {
    for (const name of functionNames) {
      execFileSync(esbuild, [`lambdas/functions/${name}.ts`, ...flags, `--outfile=${join(folder, 'one', name)}.js`], {
        cwd: root,
      });
    }
  });
  line(`one esbuild process per function (${functionNames.length})`, `${peer.toFixed(2)} s`, 'the peer');
  line('bundling, all functions in one call', `${own.toFixed(2)} s`, `aim 1 s; ${(own / peer).toFixed(1)} x the peer`);
}

async function main(): Promise<void> {
  try {
    await synthesis();
    await bundling();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
