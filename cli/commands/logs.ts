import { Command } from 'commander';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import type { LogEvent } from '../ingestion/log-line';
import { parseSince } from '../ingestion/since';
import { wholeNumber } from '../ingestion/whole-number';
import type { Output } from '../output/output';

/** Names a person types, and the output that holds the log group's. */
const GROUPS: Readonly<Record<string, keyof Deployment>> = {
  validate: 'ValidateLogs',
  place: 'PlaceLogs',
  reconcile: 'ReconcileLogs',
  workflow: 'ValidationLogs',
  backfill: 'BackfillLogs',
};
/** Files of the laptop cloud. */
const FILES = new Set(['emulator', 'service']);
const defaultLines = 200;
const defaultSinceMs = 10 * 60_000;

interface Given extends TargetOptions {
  readonly since?: Date;
  readonly follow?: boolean;
  readonly errors?: boolean;
  readonly lines: number;
}

function print(event: LogEvent, { errors }: Given, output: Output): void {
  const { describeDetails, parsedMessage, readLogLine } =
    require('../ingestion/log-line') as typeof import('../ingestion/log-line');
  const { printable } = require('../ingestion/printable') as typeof import('../ingestion/printable');
  const { level, text, details, isNoise } = readLogLine(event.message);
  if (errors && level !== 'warn' && level !== 'error') return;
  if (isNoise && !output.json) return;
  const time = new Date(event.timestampMs).toISOString();
  const { red, yellow, dim } = output.colours;
  const paint = { error: red, warn: yellow, info: (word: string) => word, debug: dim }[level];
  output.line({ time, stream: event.stream, message: parsedMessage(event.message) }, () =>
    [dim(time), paint(level.toUpperCase().padEnd(5)), printable(text), dim(describeDetails(details))]
      .join(' ')
      .trimEnd(),
  );
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

async function printGroup(name: string, given: Given, { output, signal }: CommandContext) {
  const { CloudWatchLogsClient } =
    require('@aws-sdk/client-cloudwatch-logs') as typeof import('@aws-sdk/client-cloudwatch-logs');
  const { CloudWatchLogSource } =
    require('../ingestion/cloudwatch-log-source') as typeof import('../ingestion/cloudwatch-log-source');
  const { readLog } = require('../ingestion/log-source') as typeof import('../ingestion/log-source');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { settings, deployment } = await connect(given);
  const known = GROUPS[name];
  const source = new CloudWatchLogSource(new CloudWatchLogsClient(settings), known ? deployment[known] : name);
  const { follow = false, since = new Date(Date.now() - defaultSinceMs) } = given;
  let count = 0;
  for await (const event of readLog(source, { fromMs: since.getTime(), follow, signal, sleep: wallClock.sleep })) {
    print(event, given, output);
    count++;
  }
  if (count === 0 && !follow) output.note(nothingFound(name, since));
}

function nothingFound(name: string, since: Date): string {
  const scope = name === 'workflow' ? '; this log holds failures only' : '';
  return `No lines since ${since.toISOString()}${scope}. Look further back with --since 1d.`;
}

/** Shows what a function or workflow wrote. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('logs').description('Show the log of a function, a workflow or the laptop cloud'),
      'everloop logs validate --since 1h --errors',
      'everloop logs workflow --follow',
      'everloop logs place --json',
      'everloop logs emulator --lines 50',
    ),
  )
    .argument('<name>', `${Object.keys(GROUPS).join(', ')}, ${[...FILES].join(', ')}, or the name of a log group`)
    .option('--since <time>', 'how far back: 90s, 10m, 2h, 7d, or an ISO 8601 time (default: 10m)', text =>
      parseSince(text, Date.now()),
    )
    .option('--follow', 'go on with what is added, until Ctrl-C')
    .option('--errors', 'warnings and errors only')
    .option('--lines <n>', 'of emulator and service: lines from the end', wholeNumber(1, 1_000_000), defaultLines)
    .action((name: string, given: Given) =>
      FILES.has(name) ? printFile(name, given, context) : printGroup(name, given, context),
    );
