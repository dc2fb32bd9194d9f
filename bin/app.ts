import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import config from '../everloop.config';
import { defineEverloop } from '../lib/everloop-app';

const app = new App();
const environmentName = app.node.tryGetContext('environment') ?? process.env['EVERLOOP_ENVIRONMENT'] ?? 'dev';
const account = process.env['CDK_DEFAULT_ACCOUNT'];
const region = process.env['CDK_DEFAULT_REGION'];

const root = join(__dirname, '..');

/** The commit that is deployed, marked where files differ from it; a copy without git has none. */
function commitOf(folder: string): string {
  try {
    const given = ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'];
    return execFileSync('git', given, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
}

defineEverloop(app, {
  root,
  commit: commitOf(root),
  config,
  environmentName,
  host: process,
  defaults: { ...(account && { account }), ...(region && { region }) },
  nag: app.node.tryGetContext('nag') !== 'false',
});
