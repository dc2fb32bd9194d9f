import { Command } from 'commander';
import type { CloudStatus } from '../../local/cloud/status';
import type { CommandContext, CommandFactory } from '../context';
import type { Connection } from '../deployment/connect';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';
import type { Output } from '../output/output';
import { formatBytes, formatSeconds } from '../output/quantities';
import { table } from '../output/table';
import type { NamedQueue } from '../status/named-queues';
import type { ServingStatus } from '../status/serving-status';
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

/** One row a workload: what its endpoints serve, what is released. */
function servingTable(serving: readonly EnvironmentServing[], output: Output): string {
  const { yellow, red } = output.colours;
  const rows = serving.map(({ workload, endpoints, releasing, waitsForDecision, next }) => [
    workload,
    ...endpoints.map(({ status, version }) => {
      const text = version === null ? status : `${status}, version ${version}`;
      return /Failed/.test(status) ? red(text) : text;
    }),
    releasing === null ? 'none' : `version ${releasing}${waitsForDecision ? yellow(' waits for a decision') : ''}`,
    next === null ? '' : `version ${next}`,
  ]);
  const stages = serving[0]?.endpoints.map(({ stage }) => stage) ?? [];
  return table(output, ['workload', ...stages, 'release', 'next'], rows);
}

function queueTable(queues: readonly NamedQueue[], output: Output): string {
  const { red } = output.colours;
  const rows = queues.map(({ name, waiting, delayed, inFlight, deadLetters }) => [
    name,
    waiting,
    delayed,
    inFlight,
    deadLetters ? red(`${deadLetters}: everloop redrive --queue ${name} --list`) : (deadLetters ?? ''),
  ]);
  return table(output, ['queue', 'waiting', 'delayed', 'in flight', 'dead letters'], rows);
}

interface Status extends Omit<CloudStatus, 'queues'> {
  readonly loops: readonly EnvironmentLoop[];
  readonly serving: readonly EnvironmentServing[];
  readonly queues: readonly NamedQueue[];
}

type EnvironmentServing = ServingStatus & { readonly environment: string };

function render(status: Status, output: Output): string {
  const { green, yellow, dim } = output.colours;
  const { problem } = status.disk;
  const processes = status.processes.map(one => [one.name, one.pid, formatBytes(one.residentBytes)]);
  const stacks = status.stacks.map(stack => [stack.name, stack.status, stack.updatedAt]);
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
    ...section('Serving', status.serving.length ? servingTable(status.serving, output) : ''),
    ...section('Queues', status.queues.length ? queueTable(status.queues, output) : ''),
  ].join('\n');
}

/** Whether a workload would be trained again now, and why not. */
async function showWorkload(workload: string, given: TargetOptions, { output }: CommandContext): Promise<void> {
  const { requireTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { retrainingDesksOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { policyOf } = require('../retraining/retraining-access') as typeof import('../retraining/retraining-access');
  const { retrainingReport } =
    require('../retraining/retraining-report') as typeof import('../retraining/retraining-report');
  const { retrainingText } = require('../retraining/retraining-text') as typeof import('../retraining/retraining-text');
  requireTrained(workload, 'everloop status');
  const connection = await connect(given);
  const desk = await retrainingDesksOf(connection).read(workload);
  const policy = policyOf(workload, connection.environmentName);
  const report = retrainingReport(desk, policy, new Date());
  output.result(report, () => retrainingText(report, output));
}

async function servingOf(connection: Connection): Promise<EnvironmentServing[]> {
  const { modelEndpointsOf, releaseDesksOf, releasesOf } =
    require('../deployment/stores') as typeof import('../deployment/stores');
  const { servingStatus } = require('../status/serving-status') as typeof import('../status/serving-status');
  const { allTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
  const { project, environmentName } = connection;
  const endpoints = modelEndpointsOf(connection);
  const shared = { project, environmentName, endpoints };
  const release = { desks: releaseDesksOf(connection), releases: releasesOf(connection) };
  const found = allTrained().map(({ id: workload }) => servingStatus({ ...shared, ...release, workload }));
  return (await Promise.all(found)).map(status => ({ environment: environmentName, ...status }));
}

/** Says what runs. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('status').description(
        'Show what runs, what is deployed and what waits; of a workload, its retraining',
      ),
      'everloop status',
      'everloop status --json',
      'everloop status product-images',
    ),
  )
    .argument('[workload]', 'one that is trained: whether it would be trained again, and what was refused')
    .action(async (workload: string | undefined, given: TargetOptions) => {
      await (workload === undefined ? showCloud(context) : showWorkload(workload, given, context));
    });

async function showCloud(context: CommandContext): Promise<void> {
  const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
  const { findCloud } = require('../../local/cloud/running') as typeof import('../../local/cloud/running');
  const { cloudStatus } = require('../../local/cloud/status') as typeof import('../../local/cloud/status');
  const paths = cloudPaths();
  const record = await findCloud(paths);
  if (!record) {
    context.output.result({ up: false }, () => 'The laptop cloud is down. Start it by `everloop up`.');
    return;
  }
  const { laptopEnvironments } =
    require('../status/laptop-environments') as typeof import('../status/laptop-environments');
  const { namedQueues } = require('../status/named-queues') as typeof import('../status/named-queues');
  const { laptopLoops } = require('../training/laptop-loops') as typeof import('../training/laptop-loops');
  const cloud = await cloudStatus(paths, record, context.signal);
  const stacks = cloud.stacks.map(({ name }) => name);
  const [loops, connections] = await Promise.all([
    laptopLoops(cloud.endpoint, stacks),
    laptopEnvironments(cloud.endpoint, stacks),
  ]);
  const serving = await Promise.all(connections.map(connection => servingOf(connection)));
  const deployments = connections.map(({ environmentName, deployment }) => ({
    ...deployment,
    environment: environmentName,
  }));
  const queues = namedQueues(cloud.queues, deployments);
  const status: Status = { ...cloud, loops, serving: serving.flat(), queues };
  context.output.result({ up: true, ...status }, () => render(status, context.output));
}
