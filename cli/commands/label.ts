import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { Output } from '../output/output';
import type { LabelReport } from '../predictions/label-by-hand';

interface Given extends TargetOptions {
  readonly workload?: string;
  readonly correct?: boolean;
  readonly timeout: number;
}

const defaultTimeoutSeconds = 60;

function render({ key, predicted, actual, outcome, reasons, labelsKey }: LabelReport, { colours }: Output): string {
  const { printable } = require('../ingestion/printable') as typeof import('../ingestion/printable');
  const what = `${printable(key)}: predicted ${predicted ?? 'nothing'}, is ${actual}`;
  if (outcome === 'joined') return `${colours.green('joined')}  ${what}`;
  if (outcome === 'pending')
    return `${colours.yellow('pending')}  ${what}\nNot joined yet; it lies in intake as ${labelsKey}.`;
  const lines = reasons.flatMap(({ code, meaning, remedy }) => [`        ${code}: ${meaning}`, `        → ${remedy}`]);
  return [`${colours.red('refused')}  ${what}`, ...lines].join('\n');
}

async function label(reference: string, name: string, given: Given, context: CommandContext): Promise<void> {
  const { randomUUID } = require('node:crypto') as typeof import('node:crypto');
  const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
  const { ledgerOf, objectStoreOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { labelByHand } = require('../predictions/label-by-hand') as typeof import('../predictions/label-by-hand');
  const { classifiedWorkload } =
    require('../predictions/classified-workload') as typeof import('../predictions/classified-workload');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const chosen = classifiedWorkload('everloop label', given.workload);
  const connection = await connect(given);
  const { IntakeBucket: intake, CuratedBucket: curated } = connection.deployment;
  const { timeout: timeoutSeconds, correct: corrects = false } = given;
  const request = { ...chosen, reference, label: name, corrects, timeoutSeconds };
  const report = await labelByHand(request, {
    objects: objectStoreOf(connection),
    ledger: ledgerOf(connection),
    buckets: { intake, curated },
    clock: { ...wallClock, now: () => new Date() },
    token: randomUUID,
    signal: context.signal,
  });
  context.output.result(report, () => render(report, context.output));
  if (report.outcome !== 'joined') context.foundProblems();
}

/** Says what an image really shows. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('label').description(
        'Say what a classified image really shows: KPIs count it, training learns from it',
      ),
      'everloop label incoming/product-images/shoe.jpg footwear',
      'everloop label 5fea77560ea4451aa703a558b933e274 bags --json',
      'everloop label incoming/product-images/shoe.jpg bags --correct',
    ),
  )
    .argument('<prediction>', 'inference id, or key of the image: incoming/<workload>/…')
    .argument('<class>', 'what it shows')
    .option('--correct', 'take the place of another label that was said before; its history is kept')
    .option('--workload <id>', 'workload of the prediction (default: the only one that classifies)')
    .option('--timeout <seconds>', 'how long to wait until it is joined', wholeNumber(1, 86_400), defaultTimeoutSeconds)
    .action((reference: string, name: string, given: Given) => label(reference, name, given, context));
