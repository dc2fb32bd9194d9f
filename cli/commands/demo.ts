import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import type { WrittenReport } from '../demo/demo-report';
import type { DemoResult } from '../demo/run-demo';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import { table } from '../output/table';
import type { TableReport } from '../report/table-report';

interface DemoCommandOptions {
  readonly photos: number;
  readonly seed: number;
  readonly images?: string;
}

/** Photos that the demo sends unless told otherwise: enough to fill every class, done in half a minute. */
const defaultPhotos = 300;
const mostPhotos = 20_000;

/** The loop on real images, on this machine. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('demo').description('Run the loop on real images, on this machine, and write a report'),
    'everloop demo',
    'everloop demo --photos 1000',
    'everloop demo --images ./my-photos',
  )
    .option('--photos <count>', 'good photos to send', wholeNumber(1, mostPhotos), defaultPhotos)
    .option('--images <folder>', 'your own photos, one sub-folder a class')
    .option('--seed <number>', 'another selection of photos', wholeNumber(1, 2 ** 31), 1)
    .action((options: DemoCommandOptions) => runDemo(options, context));

async function runDemo(options: DemoCommandOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const { demoSteps } = require('../demo/run-demo') as typeof import('../demo/run-demo');
  const { writeDemoReport } = require('../demo/demo-report') as typeof import('../demo/demo-report');
  const demo = demoSteps({ ...options, signal });
  await output.steps(demo.steps, signal);
  const result = demo.result();
  const reports: WrittenReport[] = [];
  const write = async () => void reports.push(await writeDemoReport(result));
  await output.steps([{ title: 'Report', run: write }], signal);
  const [report] = reports as [WrittenReport];
  if (result.figures.lost > 0 || result.figures.unexpected > 0) context.foundProblems();
  const { json, html } = report;
  output.result({ ...result.figures, report: { json, html } }, () => render(result, report, context));
}

const tableLine = ({ name, rows, quarantinedRows }: TableReport): string =>
  `${name}: ${rows} rows, ${rows - quarantinedRows.length} curated, ${quarantinedRows.length} quarantined`;

function render(
  { figures, photoSource, objects }: DemoResult,
  report: WrittenReport,
  { output }: CommandContext,
): string {
  const { green, red, dim } = output.colours;
  const { describeFate, metItsFate } = require('../demo/demo-run') as typeof import('../demo/demo-run');
  const reasons = Object.entries(figures.byReason).sort(([, one], [, other]) => other - one);
  const rows: (string | number)[][] = [
    ['curated', '', figures.curated],
    ...reasons.map(([code, count]) => ['quarantined', code, count]),
    ...(figures.lost > 0 ? [['lost', '', figures.lost]] : []),
  ];
  const fine = figures.lost === 0 && figures.unexpected === 0;
  const wrong = objects.filter(object => !metItsFate(object)).map(object => red(describeFate(object)));
  return [
    '',
    table(output, ['verdict', 'reason', 'images'], rows),
    '',
    `${fine ? green('every object met its fate') : red(`${figures.unexpected} objects met another fate than expected`)}: ` +
      `${figures.images} images sent, ${figures.curated} curated, ${figures.quarantined} quarantined, ${figures.lost} lost`,
    ...report.tables.map(tableLine),
    `${figures.seconds} s, ${figures.imagesPerSecond} images a second, every role's policies enforced`,
    dim(photoSource),
    ...wrong,
    '',
    `Report: file://${report.html}`,
    'Next:   npx everloop quarantine list        what was rejected, and why',
    '        npx everloop upload <folder>        your own photos through the same workflow',
    '        npx everloop down                   stop; `everloop up` goes on where you were',
  ].join('\n');
}
