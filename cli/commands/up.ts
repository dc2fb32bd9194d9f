import { Command, InvalidArgumentError } from 'commander';
import type { CloudRecord } from '../../local/cloud/record';
import type { CommandContext, CommandFactory } from '../context';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    throw new InvalidArgumentError('a port is a whole number from 1 to 65535');
  }
  return value;
}

/** @throws WrongUse when a running cloud would have to move to the wanted port */
function refuseOtherPort({ ports }: CloudRecord, wanted: number | undefined): void {
  if (wanted === undefined || wanted === ports.gateway) return;
  throw new WrongUse(
    `everloop up: --port must be ${ports.gateway}, that of the running cloud, got ${wanted}; run \`everloop down\` first`,
  );
}

/** @throws WrongUse when a running cloud would have to run its jobs otherwise */
function refuseOtherContainers({ containers }: CloudRecord, docker: boolean): void {
  if (!docker || containers === 'docker') return;
  throw new WrongUse(
    'everloop up: --docker must be given when the cloud starts, got a cloud that runs its jobs on the host; run `everloop down` first',
  );
}

async function bootstrap({ output, signal }: Pick<CommandContext, 'output' | 'signal'>): Promise<void> {
  const { bootstrapStep } = require('../deployment/deploy') as typeof import('../deployment/deploy');
  const { targetOf } = require('../deployment/target') as typeof import('../deployment/target');
  await output.steps([bootstrapStep(await targetOf({ environment: 'local', signal }))], signal);
}

interface UpOptions {
  readonly port?: number;
  readonly docker?: boolean;
  readonly bootstrap: boolean;
}

/** Starts the laptop cloud. */
export const command: CommandFactory = ({ output, signal }) =>
  withExamples(
    new Command('up').description('Start the laptop cloud on 127.0.0.1'),
    'everloop up',
    'everloop up --port 4600',
    'everloop up --docker',
  )
    .option('--port <port>', 'port of the AWS endpoint (default: 4566, or a free one when that is taken)', port)
    .option(
      '--docker',
      "run SageMaker's jobs and model servers as containers of a Docker daemon, not as processes of this machine",
    )
    .option('--no-bootstrap', "leave the cloud empty: without CDK's own bucket and roles, which `cdk deploy` needs")
    .action(async (options: UpOptions) => {
      const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
      const { startCloud } = require('../../local/cloud/start') as typeof import('../../local/cloud/start');
      const containers = options.docker ? 'docker' : 'host';
      const notes: string[] = [];
      const started = Date.now();
      let up: Awaited<ReturnType<typeof startCloud>> | undefined;
      const run = async (report: (progress: string) => void) => {
        const onProgress = (message: string) => {
          notes.push(message);
          report(message);
        };
        up = await startCloud({ paths: cloudPaths(), port: options.port, containers, signal, onProgress });
      };
      await output.steps([{ title: 'Laptop cloud', run }], signal);
      if (!up) return;
      const { record, alreadyUp } = up;
      refuseOtherPort(record, options.port);
      refuseOtherContainers(record, options.docker ?? false);
      if (options.bootstrap) await bootstrap({ output, signal });
      const seconds = (Date.now() - started) / 1000;
      output.result({ ...record, alreadyUp, seconds, notes }, () =>
        alreadyUp
          ? `The laptop cloud is up already: ${record.endpoint}`
          : `The laptop cloud is up: ${record.endpoint} (${seconds.toFixed(1)} s). Next: everloop deploy`,
      );
    });
