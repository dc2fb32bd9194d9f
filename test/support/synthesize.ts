import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import everloopConfig from '../../everloop.config';
import { defineConfig } from '../../lib/config/define-config';
import type { Config, EnvironmentInput } from '../../lib/config/schema';

export const account = '123456789012';
export const region = 'eu-central-1';

/** The application with one environment in it; no bundling. */
export function appOf(environmentName = 'dev', config: Config = everloopConfig): App {
  // Loaded here: most tests find the templates that another one has made, and need none of it.
  const { App } = require('aws-cdk-lib') as typeof import('aws-cdk-lib');
  const { Code } = require('aws-cdk-lib/aws-lambda') as typeof import('aws-cdk-lib/aws-lambda');
  const { addEverloop } = require('../../lib/everloop') as typeof import('../../lib/everloop');
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

type Templates = Record<string, Template>;

/** The templates of one environment by stack name without its prefix (`Data`, `Ingestion`, …). */
export function synthesize(environmentName = 'dev', config: Config = everloopConfig): Templates {
  return config === everloopConfig ? sharedTemplates(environmentName) : synthesizeAnew(environmentName, config);
}

/** Made once in a run of the tests: those of the configuration as it lies in the repository are asked for by most. */
function sharedTemplates(environmentName: string): Templates {
  const folder = process.env['EVERLOOP_TEST_TEMPLATES'];
  if (folder === undefined) return synthesizeAnew(environmentName, everloopConfig);
  const path = join(folder, `${environmentName}.json`);
  if (!existsSync(path)) {
    const made = Object.entries(synthesizeAnew(environmentName, everloopConfig));
    const draft = `${path}.${process.pid}`;
    writeFileSync(draft, JSON.stringify(Object.fromEntries(made.map(([name, template]) => [name, template.toJSON()]))));
    renameSync(draft, path);
  }
  const texts: Record<string, Record<string, unknown>> = JSON.parse(readFileSync(path, 'utf8'));
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, Template.fromJSON(text)]));
}

/** The same, never taken from another test. */
export function synthesizeAnew(environmentName: string, config: Config): Templates {
  const app = appOf(environmentName, config);
  const stacks = app.node.children.filter((child): child is Stack => 'templateOptions' in child);
  return Object.fromEntries(stacks.map(stack => [stack.node.id.split('-').at(-1) ?? '', Template.fromStack(stack)]));
}

/** The templates of an environment that differs from the development profile by `environment`. */
export const synthesizeWith = (environment: EnvironmentInput): Templates =>
  synthesize('dev', defineConfig({ environments: { dev: environment } }));

function cdkContext(): Record<string, unknown> {
  return require('../../cdk.json').context;
}
