#!/usr/bin/env node
// Puts sharp for the functions' platform under dist/vendor/<platform>/node_modules, where synth looks for it:
//   npm run vendor -- linux-arm64
const { spawnSync } = require('node:child_process');
const { mkdirSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const platform = process.argv[2] ?? 'linux-arm64';
const [os, cpu] = platform.split('-');
if (os !== 'linux' || !['arm64', 'x64'].includes(cpu)) {
  process.stderr.write(`vendor: platform must be linux-arm64 or linux-x64 (what Lambda runs), got ${platform}\n`);
  process.exit(2);
}
const { version } = require(path.join(root, 'node_modules', 'sharp', 'package.json'));
const folder = path.join(root, 'dist', 'vendor', platform);
mkdirSync(folder, { recursive: true });
writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true }));
const { status } = spawnSync(
  'npm',
  [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--no-save',
    `--os=${os}`,
    `--cpu=${cpu}`,
    '--libc=glibc',
    `sharp@${version}`,
  ],
  { cwd: folder, stdio: ['ignore', 2, 2] },
);
if (status !== 0) {
  process.stderr.write('vendor: npm install must succeed, got the error above; check the network and run it again\n');
  process.exit(2);
}
process.stderr.write(`sharp ${version} for ${platform} is in ${path.relative(root, folder)}\n`);
