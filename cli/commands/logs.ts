import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import type { Connection } from '../deployment/connect';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import { logGroups } from '../ingestion/log-groups';
import { parseSince } from '../ingestion/since';
import { wholeNumber } from '../ingestion/whole-number';

/** Files of the laptop cloud. */
const FILES = new Set(['emulator', 'service']);
const defaultLines = 200;
const defaultSinceMs = 10 * 60_000;

interface Given extends TargetOptions {
  readonly since?: Date;
  readonly follow?: boolean;
  readonly errors?: boolean;
  readonly lines: number;
  readonly execution?: string;
  readonly step?: string;
}

/** How the two programs mark what went wrong. */
const troubled = /\b(WARN|WARNING|ERROR|CRITICAL|Traceback|failed)\b/;

async function printFile(name: string, given: Given, { output, signal }: CommandContext) {
  const { follow = false, lines, errors, since } = given;
  if (since) {
    throw new WrongUse(`everloop logs: --since must be used with a log group, got ${name}, a file; use --lines`);
  }
  const { cloudPaths } = require('../../local/cloud/paths') as typeof import('../../local/cloud/paths');
  const { readLogFile } = require('../ingestion/log-file') as typeof import('../ingestion/log-file');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const file = `${cloudPaths().logs}/${name}.log`;
  for await (const line of readLogFile(file, { lastLines: lines, follow, signal, sleep: wallClock.sleep })) {
    if (!errors || troubled.test(line)) output.line({ file: name, message: line }, () => line);
  }
}

async function printGroup(name: string, connection: Connection, given: Given, { output, signal }: CommandContext) {
  const { CloudWatchLogsClient } =
    require('@aws-sdk/client-cloudwatch-logs') as typeof import('@aws-sdk/client-cloudwatch-logs');
  const { CloudWatchLogSource } =
    require('../ingestion/cloudwatch-log-source') as typeof import('../ingestion/cloudwatch-log-source');
  const { readLog } = require('../ingestion/log-source') as typeof import('../ingestion/log-source');
  const { printLogEvent } = require('../ingestion/print-log-event') as typeof import('../ingestion/print-log-event');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { settings, deployment } = connection;
  const known = logGroups[name];
  const source = new CloudWatchLogSource(new CloudWatchLogsClient(settings), known ? deployment[known] : name);
  const { follow = false, since = new Date(Date.now() - defaultSinceMs) } = given;
  let count = 0;
  for await (const event of readLog(source, { fromMs: since.getTime(), follow, signal, sleep: wallClock.sleep })) {
    printLogEvent(event, given, output);
    count++;
  }
  if (count === 0 && !follow) output.note(nothingFound(name, since));
}

async function printStep(asked: string, connection: Connection, given: Given, context: CommandContext) {
  const { requireLatest } = require('../training/find-execution') as typeof import('../training/find-execution');
  const { jobOfStep } = require('../training/job-of-step') as typeof import('../training/job-of-step');
  const { allTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
  const { pipelineExecutionsOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const executions = pipelineExecutionsOf(connection);
  const workloads = allTrained().map(({ id }) => id);
  const execution = await requireLatest(asked, { executions, workloads, where: 'everloop logs' });
  const { step, job } = await jobOfStep(execution, given.step, executions);
  context.output.note(`Step ${step}, job ${job}`);
  if (await printJob(job, connection, given, context)) return;
  throw new WrongUse(`everloop logs: job ${job} of step ${step} must exist, got none; SageMaker deletes old ones`);
}

/** @returns false when there is no such job */
async function printJob(name: string, connection: Connection, given: Given, context: CommandContext): Promise<boolean> {
  const { jobsOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { printJobLog } = require('../training/print-job-log') as typeof import('../training/print-job-log');
  const jobs = jobsOf(connection);
  const job = await jobs.find(name);
  if (!job) return false;
  const { follow = false, since, errors } = given;
  await printJobLog({ job, jobs, connection, since, follow, errors }, context);
  return true;
}

/** Log groups of our own have short names or begin with a slash; any other name may be a job's. */
const mayBeJob = (name: string): boolean => !Object.hasOwn(logGroups, name) && !name.includes('/');

async function printLog(name: string | undefined, given: Given, context: CommandContext): Promise<void> {
  const { execution, step } = given;
  if ((name === undefined) === (execution === undefined)) {
    const got = name === undefined ? 'neither' : 'both';
    throw new WrongUse(`everloop logs: a name or --execution must be given, got ${got}; see \`everloop logs --help\``);
  }
  if (step !== undefined && execution === undefined) {
    throw new WrongUse('everloop logs: --step must come with --execution, got none; name the execution');
  }
  if (name !== undefined && FILES.has(name)) return printFile(name, given, context);
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const connection = await connect(given);
  if (execution !== undefined) return printStep(execution, connection, given, context);
  if (name === undefined || (mayBeJob(name) && (await printJob(name, connection, given, context)))) return;
  await printGroup(name, connection, given, context);
}

function nothingFound(name: string, since: Date): string {
  const scope = name === 'workflow' ? '; this log holds failures only' : '';
  return `No lines since ${since.toISOString()}${scope}. Look further back with --since 1d.`;
}

/** Shows what a function, workflow or job wrote. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('logs').description('Show the log of a function, a workflow, a job or the laptop cloud'),
      'everloop logs validate --since 1h --errors',
      'everloop logs workflow --follow',
      'everloop logs classify --since 1h',
      'everloop logs pipelines-k3n0ve0vblzd-Train-Ab1Cd2Ef3G --follow',
      'everloop logs --execution k3n0ve0vblzd --step Train',
      'everloop logs place --json',
      'everloop logs emulator --lines 50',
    ),
  )
    .argument('[name]', `${[...Object.keys(logGroups), ...FILES].join(', ')}, the name of a job or of a log group`)
    .option('--execution <id>', 'id or ARN, or a workload for its last one: the job of a step')
    .option('--step <name>', 'this step of --execution (default: the one that failed, runs or ended last)')
    .option(
      '--since <time>',
      'how far back: 90s, 10m, 2h, 7d, or an ISO 8601 time (default: 10m; of a job, all)',
      text => parseSince(text, Date.now()),
    )
    .option('--follow', 'go on with what is added, until Ctrl-C or the end of the job')
    .option('--errors', 'warnings and errors only')
    .option('--lines <n>', 'of emulator and service: lines from the end', wholeNumber(1, 1_000_000), defaultLines)
    .action((name: string | undefined, given: Given) => printLog(name, given, context));
