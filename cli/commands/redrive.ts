import { Command, Option } from 'commander';
import type { Deployment } from '../../lambdas/contracts/deployment-outputs';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import type { DescribedLetter, RedriveChoice } from '../ingestion/dead-letters';
import type { Output } from '../output/output';
import { table } from '../output/table';

/** Queues with dead letters that are safe to send back, and their outputs. */
const queues = {
  intake: { queue: 'IntakeQueueUrl', deadLetters: 'DeadLetterQueueUrl' },
  predictions: { queue: 'PredictionQueueUrl', deadLetters: 'PredictionDeadLetterQueueUrl' },
  labels: { queue: 'LabelQueueUrl', deadLetters: 'LabelDeadLetterQueueUrl' },
  notices: { queue: 'NoticeQueueUrl', deadLetters: 'NoticeDeadLetterQueueUrl' },
  monitors: { queue: 'MonitorQueueUrl', deadLetters: 'MonitorDeadLetterQueueUrl' },
} as const satisfies Record<string, Record<string, keyof Deployment>>;
type QueueName = keyof typeof queues;

interface Given extends TargetOptions {
  readonly queue: QueueName;
  readonly list?: boolean;
  readonly message?: readonly string[];
  readonly purge?: boolean;
  readonly yes?: boolean;
}

interface RedriveReport {
  readonly queue: QueueName;
  readonly environment: string;
  readonly moved: readonly DescribedLetter[];
  readonly deleted: readonly DescribedLetter[];
  readonly left: readonly DescribedLetter[];
  /** Ids that were asked for and not seen: gone, or in other hands for some minutes. */
  readonly notFound: readonly string[];
}

const widestCell = 60;

function letterTable(letters: readonly DescribedLetter[], output: Output): string {
  const { printable } = require('../ingestion/printable') as typeof import('../ingestion/printable');
  const cut = (text: string) => (text.length > widestCell ? `${text.slice(0, widestCell)}…` : text);
  const rows = letters.map(({ messageId, key, sentAt, receiveCount, error, cause }) => [
    messageId,
    sentAt?.slice(0, 19) ?? '',
    receiveCount,
    cut(printable(key ?? '(none)')),
    cut(printable(cause === '' ? error : `${error}: ${cause}`)),
  ]);
  return table(output, ['message', 'since', 'received', 'object', 'last error'], rows);
}

function render({ queue, moved, deleted, left, notFound }: RedriveReport, output: Output): string {
  const section = (title: string, letters: readonly DescribedLetter[]) =>
    letters.length > 0 ? [`${title}: ${letters.length}`, letterTable(letters, output)] : [];
  const nothing = moved.length + deleted.length + left.length === 0;
  return [
    ...(nothing ? ['The dead-letter queue is empty.'] : []),
    ...section(`Moved back to the ${queue} queue`, moved),
    ...section('Deleted', deleted),
    ...section('In the dead-letter queue', left),
    ...notFound.map(id => output.colours.red(`Not seen: ${id}`)),
  ].join('\n');
}

function choiceOf({ list, message, purge }: Given): RedriveChoice {
  if (list && (message || purge)) {
    throw new WrongUse('everloop redrive: --list must stand alone, got --message or --purge with it; leave one out');
  }
  return {
    act: list ? 'list' : purge ? 'delete' : 'move',
    messageIds: message && new Set(message),
  };
}

async function confirmPurge(given: Given, signal: AbortSignal): Promise<boolean> {
  if (!given.purge || given.yes) return true;
  if (!process.stdin.isTTY) {
    throw new WrongUse('everloop redrive: --purge must come with --yes where nobody can be asked, got none; add --yes');
  }
  const { confirm } = require('../ingestion/confirm') as typeof import('../ingestion/confirm');
  const which = given.message ? `${given.message.length} messages` : 'ALL messages of the dead-letter queue';
  return confirm(`Delete ${which} for good?`, { where: 'everloop redrive', signal });
}

async function run(given: Given, { output, signal, foundProblems }: CommandContext): Promise<void> {
  const choice = choiceOf(given);
  if (!(await confirmPurge(given, signal))) {
    output.note('Nothing was deleted.');
    return;
  }
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { ledgerOf, queueOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { SQSClient } = require('@aws-sdk/client-sqs') as typeof import('@aws-sdk/client-sqs');
  const { SqsDeadLetterQueue } =
    require('../ingestion/sqs-dead-letters') as typeof import('../ingestion/sqs-dead-letters');
  const { describeLetters, redrive } =
    require('../ingestion/dead-letters') as typeof import('../ingestion/dead-letters');
  const connection = await connect(given);
  const { settings, deployment, environmentName: environment } = connection;
  const outputs = queues[given.queue];
  const letters = new SqsDeadLetterQueue(new SQSClient(settings), deployment[outputs.deadLetters]);
  const { done, left } = await redrive(choice, {
    letters,
    queue: queueOf(connection, deployment[outputs.queue]),
    signal,
  });
  const described = await describeLetters([...done, ...left], ledgerOf(connection));
  const ofDone = described.slice(0, done.length);
  const seen = new Set(done.map(({ messageId }) => messageId));
  const report: RedriveReport = {
    environment,
    queue: given.queue,
    moved: choice.act === 'move' ? ofDone : [],
    deleted: choice.act === 'delete' ? ofDone : [],
    left: described.slice(done.length),
    notFound: [...(choice.messageIds ?? [])].filter(id => !seen.has(id)),
  };
  output.result(report, () => render(report, output));
  signal.throwIfAborted();
  if (report.notFound.length > 0 || (choice.act === 'list' && left.length > 0)) foundProblems();
}

/** Deals with what could not be processed. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('redrive').description('Send dead letters back to their queue, or show them'),
      'everloop redrive --list',
      'everloop redrive',
      'everloop redrive --queue predictions',
      'everloop redrive --queue monitors',
      'everloop redrive --message 5fea7756-0ea4-451a-a703-a558b933e274',
      'everloop redrive --purge --message 5fea7756-0ea4-451a-a703-a558b933e274 --yes',
    ),
  )
    .addOption(
      new Option('--queue <name>', 'whose dead letters')
        .choices(Object.keys(queues))
        .default('intake' satisfies QueueName),
    )
    .option('--list', 'show the messages and their last errors; ends with 1 when there are any')
    .option('--message <id...>', 'only these messages')
    .option('--purge', 'delete instead of sending back; prints what was deleted')
    .option('--yes', 'do not ask before --purge')
    .action((given: Given) => run(given, context));
