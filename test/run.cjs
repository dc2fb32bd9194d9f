#!/usr/bin/env node
// Everything that can be checked on this machine, totals last.
//   npm test          format, lint, types, templates, fast tests, and the tests on the laptop cloud
//   npm run check     format, lint, types and what is quick of the fast tests
const { spawn, spawnSync } = require('node:child_process');
const { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.join(__dirname, '..');
const fast = process.argv.includes('--fast');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'everloop-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

// Real data sets may lie beside the checkout; tests that want them skip without.
const beside = path.join(root, '..', 'shared', 'data');
if (!process.env.EVERLOOP_DATASETS && existsSync(beside)) process.env.EVERLOOP_DATASETS = beside;

const bin = name => path.join(root, 'node_modules', '.bin', name);

function step(title, command, parameters, variables = {}) {
  process.stdout.write(`\n== ${title}\n`);
  const started = Date.now();
  const { status } = spawnSync(command, parameters, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...variables },
  });
  process.stdout.write(
    `== ${title}: ${status === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  return status === 0;
}

function check(title, command, parameters, variables) {
  totals[step(title, command, parameters, variables) ? 'passed' : 'failed'] += 1;
}

const reportOf = name => path.join(scratch, `${name}.json`);
const jest = (project, report, parameters) => [
  bin('jest'),
  `--selectProjects=${project}`,
  '--json',
  `--outputFile=${report}`,
  ...parameters,
];

/** Adds what a run of Jest reports to the totals. */
function count(ok, report) {
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  totals.passed += counts?.numPassedTests ?? 0;
  totals.failed += counts?.numFailedTests ?? 0;
  totals.skipped += (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
  // A suite that could not even start counts too.
  if (!ok && !counts?.numFailedTests) totals.failed += Math.max(1, counts?.numFailedTestSuites ?? 1);
}

/**
 * Before each commit without those that take seconds each for one rule: `*.slow.test.ts`, and templates, which synthesise the
 * whole application for each setting.
 */
function fastTests() {
  const report = reportOf('fast');
  const left = ['--testPathIgnorePatterns', '\\.slow\\.test\\.ts$', '/test/synth/'];
  const parameters = ['--maxWorkers=2', ...(fast ? left : [])];
  count(step('fast tests', process.execPath, jest('fast', report, parameters)), report);
}

/**
 * Half of the files on a laptop cloud of its own beside the other half: such tests wait more than they compute. What the
 * second half says comes when both have ended.
 */
async function localTests() {
  const log = path.join(scratch, 'local-2.txt');
  const later = openSync(log, 'w');
  const half = (shard, output) =>
    new Promise(resolve => {
      const parameters = jest('local', reportOf(`local-${shard}`), ['--runInBand', `--shard=${shard}/2`]);
      const child = spawn(process.execPath, parameters, { cwd: root, stdio: ['ignore', output, output] });
      child.on('close', code => resolve(code === 0));
    });
  process.stdout.write('\n== local tests, in two halves\n');
  const started = Date.now();
  const ended = await Promise.all([half(1, 'inherit'), half(2, later)]);
  closeSync(later);
  process.stdout.write(readFileSync(log, 'utf8'));
  const ok = ended.every(Boolean);
  process.stdout.write(
    `== local tests: ${ok ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
  );
  for (const [index, isFine] of ended.entries()) count(isFine, reportOf(`local-${index + 1}`));
}

async function main() {
  check('format and lint', bin('biome'), ['check', '.']);
  const known = path.join(root, 'node_modules', '.cache', 'everloop.tsbuildinfo');
  check('types', bin('tsc'), ['-p', '.', '--incremental', '--tsBuildInfoFile', known]);
  fastTests();
  if (!fast) {
    check('templates: cdk-nag and AWS rules', process.execPath, [path.join(root, 'test', 'synth', 'gate.cjs')]);
    const python = path.join(root, 'test', 'python.cjs');
    check('plug-in: lint and types', process.execPath, [python, 'plug-in']);
    check('ML container: lint, types and tests', process.execPath, [python, 'container']);
    await localTests();
  }
  rmSync(scratch, { recursive: true, force: true });
  process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
  process.exitCode = totals.failed === 0 ? 0 : 1;
}

main();
