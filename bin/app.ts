import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import config from '../everloop.config';
import { defineEverloop } from '../lib/everloop-app';

const app = new App();
const environmentName = app.node.tryGetContext('environment') ?? process.env['EVERLOOP_ENVIRONMENT'] ?? 'dev';
const account = process.env['CDK_DEFAULT_ACCOUNT'];
const region = process.env['CDK_DEFAULT_REGION'];

defineEverloop(app, {
  root: join(__dirname, '..'),
  config,
  environmentName,
  host: process,
  defaults: { ...(account && { account }), ...(region && { region }) },
  nag: app.node.tryGetContext('nag') !== 'false',
});
