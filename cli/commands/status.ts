import { Command } from 'commander';
import type { CloudStatus } from '../../local/cloud/status';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';
import type { Output } from '../output/output';
import { formatBytes, formatSeconds } from '../output/quantities';
import { table } from '../output/table';
import type { EnvironmentLoop } from '../training/laptop-loops';

function section(title: string, text: string): string[] {
  return text === '' ? [] : ['', title, text];
}

const paints = {
  Succeeded: 'green',
  Failed: 'red',
  Stopped: 'yellow',
  Stopping: 'yellow',
  Executing: 'cyan',
} as const;

const namedVersions = 3;

function waitingText(versions: readonly number[]): string {
  const more = versions.length - namedVersions;
  const named = versions.slice(0, namedVersions).join(', ');
  return `version ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

/** One row a workload: what its pipeline does, what people must decide. */
function loopTable(loops: readonly EnvironmentLoop[], output: Output): string {
  const { colours } = output;
  const rows = loops.map(({ workload, lastExecution: last, waiting, champion }) => [
    workload,
    last ? `${colours[paints[last.status]](last.status)} ${last.id}` : 'none: everloop train',
    last?.startedAt.slice(0, 19) ?? '',
    champion === null ? 'none' : `version ${champion}`,
    waiting.length > 0 ? colours.yellow(waitingText(waiting)) : 'nothing',
  ]);
  return table(output, ['workload', 'last execution', 'began (UTC)', 'champion', 'waits for a decision'], rows);
}

function render(status: CloudStatus & { readonly loops: readonly EnvironmentLoop[] }, output: Output): string {
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
    ...section('Training', status.loops.length ? loopTable(status.loops, output) : ''),
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
    const { laptopLoops } = require('../training/laptop-loops') as typeof import('../training/laptop-loops');
    const cloud = await cloudStatus(paths, record, context.signal);
    const loops = await laptopLoops(
      cloud.endpoint,
      cloud.stacks.map(({ name }) => name),
    );
    const status = { ...cloud, loops };
    context.output.result({ up: true, ...status }, () => render(status, context.output));
  });
