import { Command, InvalidArgumentError } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type DriftOptions, driftWindow, withDriftWindow } from '../datasets/drift-window';
import { type TargetOptions, targetWords, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import type { TrainingRun } from '../training/training-run';

interface Given extends TargetOptions, DriftOptions {
  readonly wait?: boolean;
  readonly dataset?: string;
  readonly why?: string;
  readonly despiteHold?: boolean;
  readonly parameter?: Readonly<Record<string, string>>;
}

const where = 'everloop train';

/** `Name=value`, as often as it is given. */
function addParameter(text: string, earlier: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, name, value] = /^([A-Za-z0-9][A-Za-z0-9-]{0,255})=([\s\S]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { ...earlier, [name]: value };
  throw new InvalidArgumentError(`must be NAME=VALUE, got ${JSON.stringify(text)}.`);
}

/** What was started, for people and machines alike. */
function startOf(run: TrainingRun, workload: string) {
  const { executionArn, correlationId, champion } = run.started;
  return { workload, datasetId: run.dataset.id, executionArn, correlationId, champion: champion?.version ?? null };
}

function startedText(run: TrainingRun, workload: string, given: Given): string {
  const { correlationId, executionArn } = run.started;
  const target = targetWords(given);
  return [
    `Started: ${executionArn.split('/').at(-1)}, story ${correlationId}`,
    `Watch it: npx everloop trail ${workload} --follow${target}`,
    `Stop it:  npx everloop stop ${executionArn.split('/').at(-1)}${target}`,
  ].join('\n');
}

async function wait(run: TrainingRun, workload: string, given: Given, { output, signal }: CommandContext) {
  const { resultText } = require('../training/result-text') as typeof import('../training/result-text');
  signal.addEventListener('abort', () => output.note(`The execution goes on. ${startedText(run, workload, given)}`), {
    once: true,
  });
  await output.steps(run.waitSteps(), signal);
  const result = await run.result();
  output.result({ ...startOf(run, workload), ...result }, () =>
    resultText(result, { workload, champion: run.started.champion, target: targetWords(given) }, output.colours),
  );
}

async function train(workload: string, given: Given, context: CommandContext): Promise<void> {
  const { requireTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
  const { TrainingRun } = require('../training/training-run') as typeof import('../training/training-run');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const trained = requireTrained(workload, where);
  const drift = driftWindow(given, where);
  if (given.dataset !== undefined && drift.drift) {
    throw new WrongUse(
      `${where}: --dataset must come without --drift-from, got both; a data set has its window already`,
    );
  }
  const { dataset, why, parameter: parameters } = given;
  const run = new TrainingRun({
    trained,
    connection: await connect(given),
    ...drift,
    ...(dataset !== undefined && { dataset }),
    ...(why !== undefined && { why }),
    hold: given.despiteHold ? 'despite-hold' : 'respected',
    ...(parameters && { parameters }),
    signal: context.signal,
    where,
  });
  await context.output.steps(run.startSteps(), context.signal);
  if (given.wait) return wait(run, workload, given, context);
  context.output.result(startOf(run, workload), () => startedText(run, workload, given));
}

/** Starts the training of a workload by hand. */
export const command: CommandFactory = context =>
  withDriftWindow(
    withTarget(
      withExamples(
        new Command('train').description('Draw a data set of all that is curated, and train a model on it'),
        'everloop train product-images --wait',
        'everloop train product-images --why "500 new shoes" --json',
        'everloop train product-images --parameter TrainingInstanceType=ml.m5.2xlarge',
      ),
    ),
  )
    .argument('<workload>', 'one that is trained')
    .option('--wait', 'show the steps until a version is registered, and its figures')
    .option('--dataset <id>', 'on this data set: the beginning of its id, or latest (default: draw one)')
    .option('--why <text>', 'what the trail says of it')
    .option('--despite-hold', 'also while somebody holds the retraining of the workload')
    .option('--parameter <name=value>', 'set a parameter of the pipeline; may be given several times', addParameter)
    .action((workload: string, given: Given) => train(workload, given, context));
