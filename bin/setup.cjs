#!/usr/bin/env node
// Makes a fresh clone able to run: installs node modules when they are missing or older than the lock file.
// Plain Node without dependencies, since it runs before any are there.
const { createHash } = require('node:crypto');
const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const stamp = path.join(root, 'node_modules', '.everloop-lock-hash');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

function installed() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`setup: Node must be version 20 or later, got ${process.versions.node}; install it from nodejs.org`);
}
if (!installed()) {
  process.stderr.write('Installing node modules (about half a minute, once) ...\n');
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (result.error) fail(`setup: npm must be installed beside Node, got: ${result.error.message}; reinstall Node`);
  if (result.status !== 0) fail('setup: npm ci must succeed, got the error above; check the network and run it again');
  writeFileSync(stamp, lockHash());
}
