// Lints, types and tests the Python of this repository: the plug-in of the laptop cloud, and the ML container.
// Each has a venv of its own with locked packages, made as the laptop cloud's is.
require('tsx/cjs');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { withLock } = require('../local/cloud/lock.ts');
const { cloudPaths } = require('../local/cloud/paths.ts');
const { ensureVenv } = require('../local/cloud/venv.ts');

/** Scripts that the drift engine is compared with; what they import is installed where they run. */
const PEERS = ['bench/drift', 'test/unit/drift/golden'];

const PROJECTS = {
  'plug-in': {
    requirements: 'local/requirements-dev.txt',
    folder: '.',
    commands: [
      ['ruff', 'check', 'local/ministack', ...PEERS],
      ['ruff', 'format', '--check', 'local/ministack', ...PEERS],
      ['mypy', '--strict', 'local/ministack'],
      ['mypy', '--strict', ...PEERS],
    ],
  },
  container: {
    requirements: 'pipeline/container/requirements-dev.txt',
    folder: 'pipeline/container',
    commands: [
      ['ruff', 'check', '.'],
      ['ruff', 'format', '--check', '.'],
      ['mypy', '.'],
      ['pytest', '-q'],
    ],
  },
};

/** Whether `python -m <tool> …` finds nothing. */
function isClean([tool, ...parameters], { python, workingFolder, cache }) {
  const { status } = spawnSync(python, ['-m', tool, ...parameters], {
    cwd: workingFolder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      RUFF_CACHE_DIR: cache('ruff'),
      MYPY_CACHE_DIR: cache('mypy'),
      PYTEST_ADDOPTS: `-o cache_dir=${cache('pytest')}`,
      HYPOTHESIS_STORAGE_DIRECTORY: cache('hypothesis'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  return status === 0;
}

async function check(name) {
  const { requirements, folder, commands } = PROJECTS[name];
  const state = `.everloop/${name}-checks`;
  const checkout = cloudPaths({ EVERLOOP_VENV: `${state}/venv` });
  const within = relative => path.join(checkout.root, relative);
  const paths = { ...checkout, requirements: within(requirements), lock: within(`${state}.lock`) };
  const onProgress = message => process.stdout.write(`${message}\n`);
  await withLock(paths, () => ensureVenv(paths, { onProgress }));
  const place = { python: paths.python, workingFolder: within(folder), cache: tool => within(`${state}/${tool}`) };
  return commands.map(command => isClean(command, place)).every(Boolean);
}

async function main() {
  const name = process.argv[2] ?? '';
  if (!Object.hasOwn(PROJECTS, name)) {
    throw new Error(`test/python.cjs: project must be one of ${Object.keys(PROJECTS).join(', ')}, got ${name}`);
  }
  process.exitCode = (await check(name)) ? 0 : 1;
}

main().catch(error => {
  process.stderr.write(`${error.exitCode ? error.message : error.stack}\n`);
  process.exitCode = error.exitCode ?? 1;
});
