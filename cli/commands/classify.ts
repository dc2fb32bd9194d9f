import { Command, Option } from 'commander';
import { type Stage, stages } from '../../lambdas/contracts/serving-settings';
import type { CommandContext, CommandFactory } from '../context';
import type { Connection } from '../deployment/connect';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import type { Output } from '../output/output';
import type { FilePrediction } from '../predictions/classify-file';
import type { BackfillTotals } from '../predictions/transform-backfill';

interface Given extends TargetOptions {
  readonly workload?: string;
  readonly stage: Stage;
  /** True without a prefix. */
  readonly backfill?: string | true;
  readonly again?: boolean;
  readonly transform?: boolean;
  readonly wait?: boolean;
}

function render(found: FilePrediction, { colours }: Output): string {
  const { file, label, score, probabilities, refusal, modelVersion, artifactSha256, milliseconds, endpoint } = found;
  const { printable } = require('../ingestion/printable') as typeof import('../ingestion/printable');
  const version = modelVersion === null ? 'unknown' : `${modelVersion}`;
  const model = `version ${version}${artifactSha256 === null ? '' : ` (${artifactSha256.slice(0, 12)})`}`;
  const facts = colours.dim(`${model}, ${milliseconds} ms, ${endpoint}`);
  if (refusal)
    return `${colours.red('refused')}  ${printable(file)}  ${refusal.code}: ${printable(refusal.message)}\n${facts}`;
  const shares = Object.entries(probabilities ?? {}).sort(([, one], [, other]) => other - one);
  return [
    `${colours.green(label ?? '')} ${(score ?? 0).toFixed(3)}  ${printable(file)}`,
    ...shares.map(([name, share]) => `  ${share.toFixed(3)}  ${name}`),
    facts,
  ].join('\n');
}

async function classifyOne(path: string, given: Given, context: CommandContext): Promise<void> {
  const { readFile } = require('node:fs/promises') as typeof import('node:fs/promises');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { endpointNameOf, endpointsOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { classifyFile } = require('../predictions/classify-file') as typeof import('../predictions/classify-file');
  const chosen = chooseWorkload(given);
  const bytes = await readFile(path).catch(cause => {
    throw new WrongUse(
      `everloop classify: file must be readable, got ${path}: ${cause.message}; check the path`,
      cause,
    );
  });
  const connection = await connect(given);
  const endpoint = endpointNameOf(connection, chosen.workload, given.stage);
  const effects = { endpoints: endpointsOf(connection), nowMs: () => performance.now() };
  const found = await classifyFile({ path, bytes }, { ...chosen, endpoint }, effects);
  context.output.result(found, () => render(found, context.output));
  if (found.refusal) context.foundProblems();
}

async function backfill(prefix: string, given: Given, { output, signal }: CommandContext): Promise<void> {
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { objectStoreOf, queueOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { backfillPredictions } =
    require('../predictions/backfill-predictions') as typeof import('../predictions/backfill-predictions');
  const { randomUUID } = require('node:crypto') as typeof import('node:crypto');
  const { workload } = chooseWorkload(given);
  const connection: Connection = await connect(given);
  const again = given.again ? randomUUID() : undefined;
  const options = { workload, prefix, again };
  const asked = await backfillPredictions(options, {
    objects: objectStoreOf(connection),
    curatedBucket: connection.deployment.CuratedBucket,
    queue: queueOf(connection, connection.deployment.PredictionQueueUrl),
    signal,
    onProgress: count => output.note(`${count} images asked for`),
  });
  const report = { workload, environment: connection.environmentName, prefix, asked, again: again ?? null };
  output.result(report, () =>
    asked === 0
      ? `No curated image of ${workload} has a key that begins with incoming/${workload}/${prefix}.`
      : `Asked for ${asked} predictions; what has one already is left alone${again ? ', but for this request' : ''}.`,
  );
}

async function transform(prefix: string, given: Given, { output, signal }: CommandContext): Promise<void> {
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { backfillRunsOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { waitForBackfill } =
    require('../predictions/transform-backfill') as typeof import('../predictions/transform-backfill');
  const { wallClock: clock } =
    require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { randomUUID } = require('node:crypto') as typeof import('node:crypto');
  const { workload } = chooseWorkload(given);
  const connection: Connection = await connect(given);
  const runs = backfillRunsOf(connection);
  const id = randomUUID();
  const arn = await runs.start(id, { workload, prefix, ...(given.again && { again: id }) });
  const started = { workload, environment: connection.environmentName, prefix, id, arn };
  output.note(`backfill ${id} has started`);
  if (!given.wait) {
    output.result(started, () => `Started ${arn}.`);
    return;
  }
  const totals: BackfillTotals[] = [];
  const run = async (onProgress: (text: string) => void) => {
    totals.push(await waitForBackfill(arn, { runs, clock, signal, onProgress }));
  };
  await output.steps([{ title: 'Asking the model', run }], signal);
  const { answered = 0, queued = 0, version } = totals[0] ?? {};
  output.result({ ...started, ...totals[0] }, () => {
    const others = queued === 0 ? '' : ` ${queued} that no job takes were asked for by the queue.`;
    return `Version ${version} answered for ${answered} images; they are on their way to their folders.${others}`;
  });
}

function chooseWorkload({ workload }: Given) {
  const { classifiedWorkload } =
    require('../predictions/classified-workload') as typeof import('../predictions/classified-workload');
  return classifiedWorkload('everloop classify', workload);
}

async function run(file: string | undefined, given: Given, context: CommandContext): Promise<void> {
  if ((file === undefined) === (given.backfill === undefined)) {
    const got = file === undefined ? 'neither' : 'both';
    throw new WrongUse(`everloop classify: a file or --backfill must be given, got ${got}; give one of them`);
  }
  if ((given.again || given.transform) && given.backfill === undefined) {
    const name = given.again ? '--again' : '--transform';
    throw new WrongUse(`everloop classify: ${name} must come with --backfill, got a file; leave it out`);
  }
  if (given.wait && !given.transform) {
    throw new WrongUse('everloop classify: --wait must come with --transform, got none; leave it out');
  }
  const prefix = given.backfill === true ? '' : (given.backfill ?? '');
  if (file !== undefined) await classifyOne(file, given, context);
  else await (given.transform ? transform : backfill)(prefix, given, context);
}

/** Asks the model: for one file, or for what is curated. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('classify').description(
        'Ask the deployed model for the class of a file, or of images that are curated',
      ),
      'everloop classify photos/shoe.jpg',
      'everloop classify photos/shoe.jpg --stage pre-production --json',
      'everloop classify --backfill spring-2026/',
      'everloop classify --backfill spring-2026/ --again',
      'everloop classify --backfill --transform --wait',
    ),
  )
    .argument('[file]', 'an image; nothing of it is stored')
    .option('--workload <id>', 'workload whose model is asked (default: the only one that classifies)')
    .addOption(new Option('--stage <name>', 'endpoint to ask').choices(stages).default('production'))
    .option('--backfill [prefix]', 'classify curated images, those whose keys begin so behind incoming/<workload>/')
    .option('--again', 'with --backfill: also those that were classified before, as by a new model')
    .option('--transform', 'with --backfill: by transform jobs, without the endpoint; for many images')
    .option('--wait', 'with --transform: until every answer is on its way to its folder')
    .action((file: string | undefined, given: Given) => run(file, given, context));
