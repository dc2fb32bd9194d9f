/** The application of `bin/app.ts`, with an asynchronous endpoint in production; for `cdk --app`. */
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import config from '../../everloop.config';
import { hostingSchema } from '../../lambdas/contracts/serving-settings';
import { defineEverloop } from '../../lib/everloop-app';

const app = new App();
const images = config.workloads['product-images'];
const production = { hosting: hostingSchema.parse({ kind: 'async', instances: 2, maxConcurrentPerInstance: 2 }) };

defineEverloop(app, {
  root: join(__dirname, '..', '..'),
  commit: 'unknown',
  config: {
    ...config,
    workloads: { ...config.workloads, 'product-images': { ...images, serving: { ...images.serving, production } } },
  },
  environmentName: app.node.tryGetContext('environment'),
  host: process,
  defaults: {
    ...(process.env['CDK_DEFAULT_ACCOUNT'] && { account: process.env['CDK_DEFAULT_ACCOUNT'] }),
    ...(process.env['CDK_DEFAULT_REGION'] && { region: process.env['CDK_DEFAULT_REGION'] }),
  },
  nag: app.node.tryGetContext('nag') !== 'false',
});
