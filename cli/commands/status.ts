import { Command } from 'commander';
import type { CloudStatus } from '../../local/cloud/status';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';
import type { Output } from '../output/output';
import { formatBytes, formatSeconds } from '../output/quantities';
import { table } from '../output/table';

function section(title: string, text: string): string[] {
  return text === '' ? [] : ['', title, text];
}

function render(status: CloudStatus, output: Output): string {
  const { green, yellow, dim } = output.colours;
  const { problem } = status.disk;
  const processes = status.processes.map(one => [one.name, one.pid, formatBytes(one.residentBytes)]);
  const stacks = status.stacks.map(stack => [stack.name, stack.status, stack.updatedAt]);
  const queues = status.queues.map(queue => [queue.name, queue.waiting, queue.inFlight]);
  return [
    `${green('up')} ${status.endpoint} for ${formatSeconds(status.uptimeSeconds)}`,
    dim(`everloop ${status.versions.everloop}, MiniStack ${status.versions.ministack}, Node ${status.versions.node}`),
    ...(problem ? ['', yellow(`${problem}; free some disk space`)] : []),
    ...section('Processes', table(output, ['process', 'pid', 'memory'], processes)),
    ...section(
      'Stacks',
      stacks.length ? table(output, ['stack', 'status', 'changed'], stacks) : 'none: everloop deploy',
    ),
    ...section('Queues', queues.length ? table(output, ['queue', 'waiting', 'in flight'], queues) : ''),
  ].join('\n');
}

/** Says what runs. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('status').description('Show what runs, what is deployed and what waits'),
    'everloop status',
    'everloop status --json',
  ).action(async () => {
    const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
    const { findCloud } = require('../../local/cloud/running') as typeof import('../../local/cloud/running');
    const { cloudStatus } = require('../../local/cloud/status') as typeof import('../../local/cloud/status');
    const paths = cloudPaths();
    const record = await findCloud(paths);
    if (!record) {
      context.output.result({ up: false }, () => 'The laptop cloud is down. Start it by `everloop up`.');
      return;
    }
    const status = await cloudStatus(paths, record, context.signal);
    context.output.result({ up: true, ...status }, () => render(status, context.output));
  });
