// Lints and types the plug-in (ruff, mypy --strict). The tools live in a venv of their own, made as the laptop cloud's is.
require('tsx/cjs');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { withLock } = require('../local/cloud/lock.ts');
const { cloudPaths } = require('../local/cloud/paths.ts');
const { ensureVenv } = require('../local/cloud/venv.ts');

const PLUG_IN = 'local/ministack';
const folder = '.everloop/python-checks';
const checkout = cloudPaths({ EVERLOOP_VENV: `${folder}/venv` });
const paths = {
  ...checkout,
  requirements: path.join(checkout.root, 'local', 'requirements-dev.txt'),
  lock: path.join(checkout.root, `${folder}.lock`),
};
const cache = name => path.join(checkout.root, folder, name);

/** Whether `python -m <tool> …` finds nothing. */
function isClean(tool, ...parameters) {
  const { status } = spawnSync(paths.python, ['-m', tool, ...parameters], {
    cwd: paths.root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      RUFF_CACHE_DIR: cache('ruff'),
      MYPY_CACHE_DIR: cache('mypy'),
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  return status === 0;
}

async function main() {
  const onProgress = message => process.stdout.write(`${message}\n`);
  await withLock(paths, () => ensureVenv(paths, { onProgress }));
  const results = [
    isClean('ruff', 'check', PLUG_IN),
    isClean('ruff', 'format', '--check', PLUG_IN),
    isClean('mypy', '--strict', PLUG_IN),
  ];
  process.exitCode = results.every(Boolean) ? 0 : 1;
}

main().catch(error => {
  process.stderr.write(`${error.exitCode ? error.message : error.stack}\n`);
  process.exitCode = error.exitCode ?? 1;
});
