#!/usr/bin/env node
// Everything that can be checked on this machine, totals last.
//   npm test          format, lint, types, templates, fast tests, and the tests on the laptop cloud
//   npm run check     the same without the laptop cloud; under a minute
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
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

function tests(project, parameters) {
  const report = path.join(scratch, `${project}.json`);
  const ok = step(`${project} tests`, process.execPath, [
    bin('jest'),
    `--selectProjects=${project}`,
    '--json',
    `--outputFile=${report}`,
    ...parameters,
  ]);
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  totals.passed += counts?.numPassedTests ?? 0;
  totals.failed += counts?.numFailedTests ?? 0;
  totals.skipped += (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
  // A suite that could not even start counts too.
  if (!ok && !counts?.numFailedTests) totals.failed += Math.max(1, counts?.numFailedTestSuites ?? 1);
}

check('format and lint', bin('biome'), ['check', '.']);
check('types', bin('tsc'), ['-p', '.']);
tests('fast', ['--maxWorkers=2']);
if (!fast) {
  check('templates: cdk-nag and AWS rules', process.execPath, [path.join(root, 'test', 'synth', 'gate.cjs')]);
  const python = path.join(root, 'test', 'python.cjs');
  check('plug-in: lint and types', process.execPath, [python, 'plug-in']);
  check('ML container: lint, types and tests', process.execPath, [python, 'container']);
  tests('local', ['--runInBand']);
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exitCode = totals.failed === 0 ? 0 : 1;
