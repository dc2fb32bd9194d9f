#!/usr/bin/env node
// Entry of the `everloop` command: checks what must be there before anything can be loaded, then runs cli/main.ts.
'use strict';

const OLDEST_NODE = 20;

function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
  refuse(
    `everloop: Node must be >= ${OLDEST_NODE}, got ${process.versions.node}; install it from your package manager or nvm`,
  );
}
try {
  require('tsx/cjs');
} catch (error) {
  if (error.code !== 'MODULE_NOT_FOUND') throw error;
  refuse(
    `everloop: node_modules must be installed, got none; run \`npm ci\` in ${require('node:path').dirname(__dirname)}`,
  );
}
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
require('../cli/main.ts').main(process.argv.slice(2));
