import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import everloopConfig from '../../everloop.config';
import { defineConfig } from '../../lib/config/define-config';
import type { Config, EnvironmentInput } from '../../lib/config/schema';
import { addEverloop } from '../../lib/everloop';

export const account = '123456789012';
export const region = 'eu-central-1';

/** The application with one environment in it; no bundling. */
export function appOf(environmentName = 'dev', config: Config = everloopConfig): App {
  const app = new App({ context: cdkContext() });
  addEverloop(app, {
    config,
    environmentName,
    platform: { name: 'linux-arm64', architecture: 'arm64' },
    codeOf: () => Code.fromInline('exports.handler = async () => {};'),
    containerDirectory: join(__dirname, '..', '..', 'pipeline', 'container'),
    commit: 'c0ffee',
    defaults: { account, region },
  });
  return app;
}

/** The templates of one environment by stack name without its prefix (`Data`, `Ingestion`, …). */
export function synthesize(environmentName = 'dev', config: Config = everloopConfig): Record<string, Template> {
  const app = appOf(environmentName, config);
  const stacks = app.node.children.filter((child): child is Stack => 'templateOptions' in child);
  return Object.fromEntries(stacks.map(stack => [stack.node.id.split('-').at(-1) ?? '', Template.fromStack(stack)]));
}

/** The templates of an environment that differs from the development profile by `environment`. */
export const synthesizeWith = (environment: EnvironmentInput): Record<string, Template> =>
  synthesize('dev', defineConfig({ environments: { dev: environment } }));

function cdkContext(): Record<string, unknown> {
  return require('../../cdk.json').context;
}
