import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { withExamples } from '../examples';

interface Given {
  readonly environment?: string;
  readonly output?: string;
}

function dashboard(given: Given, { output }: CommandContext): void {
  const { mkdirSync, writeFileSync } = require('node:fs') as typeof import('node:fs');
  const { dirname, join, resolve } = require('node:path') as typeof import('node:path');
  const { chooseTarget } = require('../deployment/choose-target') as typeof import('../deployment/choose-target');
  const { dashboardOf } = require('../drift/dashboard-of') as typeof import('../drift/dashboard-of');
  const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
  const config = (require('../../everloop.config') as typeof import('../../everloop.config')).default;
  const { environmentName } = chooseTarget(given, config, process.env);
  const made = dashboardOf(config, environmentName);
  const path = resolve(given.output ?? join(cloudPaths().folder, 'reports', `grafana-${environmentName}.json`));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`);
  const panels = made.panels?.length ?? 0;
  output.result({ path, panels }, () => `Grafana: Dashboards > New > Import, ${path}`);
}

/** Nothing is asked of the environment: what it publishes is known from the configuration. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('dashboard').description('Write the dashboard of an environment for Grafana'),
    'everloop dashboard',
    'everloop dashboard --environment prod --output models.json',
  )
    .option('--environment <name>', 'environment of everloop.config.ts (default: EVERLOOP_ENVIRONMENT, else local)')
    .option('--output <file>', 'where it is written (default: .everloop/reports/grafana-<environment>.json)')
    .action((given: Given) => dashboard(given, context));
