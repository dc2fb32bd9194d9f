import { Command } from 'commander';
import type { Tracking } from '../../lib/config/tracking';
import type { CommandContext, CommandFactory } from '../context';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';

interface Given {
  readonly environment?: string;
  readonly port?: number;
  readonly install?: boolean;
}

/** Opens the page of an environment's experiment store. @throws WrongUse where this machine has no page for it */
function refuseOtherStores(name: string, tracking: Tracking): void {
  if (tracking.kind === 'local') return;
  if (tracking.kind === 'off') {
    throw new WrongUse(
      `everloop mlflow: tracking of environment ${name} must be local, got off; set \`tracking: { kind: 'local' }\` in everloop.config.ts and deploy`,
    );
  }
  const { openManaged } = require('../tracking/open-managed') as typeof import('../tracking/open-managed');
  throw new WrongUse(
    `everloop mlflow: tracking of environment ${name} must be local, got a managed store, which has a page of its own; open it by \`${openManaged(tracking.storeArn)}\``,
  );
}

function environmentOf({ environment }: Given): { readonly name: string; readonly tracking: Tracking } {
  const config = (require('../../everloop.config') as typeof import('../../everloop.config')).default;
  const { chooseTarget } = require('../deployment/choose-target') as typeof import('../deployment/choose-target');
  const { environmentName: name } = chooseTarget(environment === undefined ? {} : { environment }, config, process.env);
  return { name, tracking: config.environments[name]?.tracking ?? { kind: 'off' } };
}

async function open(given: Given, { output, signal }: CommandContext): Promise<void> {
  const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
  const { freePort } = require('../../local/cloud/ports') as typeof import('../../local/cloud/ports');
  const { findMlflow, installMlflow } = require('../tracking/find-mlflow') as typeof import('../tracking/find-mlflow');
  const { serveMlflow } = require('../tracking/serve-mlflow') as typeof import('../tracking/serve-mlflow');
  const { name, tracking } = environmentOf(given);
  refuseOtherStores(name, tracking);
  const paths = cloudPaths();
  if (given.install) {
    const run = (report: (progress: string) => void) => installMlflow(paths, report, signal);
    await output.steps([{ title: 'MLflow package', run }], signal);
  }
  const command = findMlflow(paths);
  const port = given.port ?? (await freePort());
  let server: Awaited<ReturnType<typeof serveMlflow>> | undefined;
  const start = async () => {
    server = await serveMlflow({ command, port, folder: paths.tracking, signal });
  };
  await output.steps([{ title: 'MLflow page', run: start }], signal);
  if (!server) return;
  const { url, ended, stop } = server;
  output.result({ url, command, folder: paths.tracking }, () => `Experiments: ${url} (Ctrl-C ends it)`);
  const aborted = new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
  await Promise.race([ended, aborted]);
  await stop();
}

/** Shows the local experiment store. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('mlflow').description('Open the page of the local experiment store, until Ctrl-C'),
    'everloop mlflow',
    'everloop mlflow --install --port 5001',
  )
    .option('--environment <name>', 'environment of everloop.config.ts (default: EVERLOOP_ENVIRONMENT, else local)')
    .option('--port <port>', 'port on 127.0.0.1 (default: a free one)', wholeNumber(1, 65_535))
    .option('--install', 'install the full mlflow package first, into a folder of its own')
    .action((given: Given) => open(given, context));
