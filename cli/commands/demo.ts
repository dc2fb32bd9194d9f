import { Command, Option } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import type { WrittenReport } from '../demo/demo-report';
import { type DriftKind, driftKinds, shownDrifts } from '../demo/loop/drift-kinds';
import { mostGolden } from '../demo/photos/photo';
import type { Demo, DemoResult } from '../demo/run-demo';
import { WorkFoundProblems } from '../errors';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import { table } from '../output/table';
import type { TableReport } from '../report/table-report';

interface DemoCommandOptions {
  readonly photos?: number;
  readonly golden: number;
  readonly seed: number;
  readonly images?: string;
  readonly traffic: number;
  readonly training: boolean;
  readonly release: boolean;
  readonly loop: boolean;
  readonly quick?: true;
  readonly drift?: DriftKind;
}

/** Photos that the demo sends unless told otherwise: enough to train on, judged in three minutes. */
const defaultPhotos = 3000;
/** Enough for a model that passes the gate; the whole demo then takes half the time. */
const quickPhotos = 1000;
const mostPhotos = 20_000;
/** A figure of a class of a tenth of them is known to about two hundredths. */
const defaultGolden = 2000;

const defaultTraffic = 300;
/** Fashion-MNIST holds so many that are neither trained on nor golden. */
const mostTraffic = 2000;

/** The loop on real images, on this machine. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('demo').description('Run the loop on real images, on this machine, and write a report'),
    'everloop demo',
    'everloop demo --quick',
    'everloop demo --drift rotated',
    'everloop demo --photos 300 --no-training',
    'everloop demo --images ./my-photos --no-loop',
  )
    .option(
      '--photos <count>',
      `good photos to send (default: ${defaultPhotos}, ${quickPhotos} with --quick)`,
      wholeNumber(1, mostPhotos),
    )
    .option(
      '--golden <count>',
      'photos to compare models on, never trained on',
      wholeNumber(1, mostGolden),
      defaultGolden,
    )
    .option(
      '--traffic <count>',
      'photos to send without a class once a model serves',
      wholeNumber(1, mostTraffic),
      defaultTraffic,
    )
    .option(
      '--images <folder>',
      'your own photos, one sub-folder a class; a fifth becomes the golden set, a tenth comes without its class',
    )
    .option('--seed <number>', 'another selection of photos', wholeNumber(1, 2 ** 31), 1)
    .option('--no-training', 'stop when every photo has its verdict')
    .option('--no-release', 'stop when a version waits for a decision')
    .option('--no-loop', 'stop when photos lie in the folders of their classes')
    .addOption(new Option('--drift <kind>', 'show this drift only').choices(driftKinds))
    .option('--quick', 'show one drift only, a shadow on the lower third, on a model of fewer photos')
    .action((options: DemoCommandOptions) => runDemo(options, context));

async function runDemo(options: DemoCommandOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const { photos = options.quick ? quickPhotos : defaultPhotos } = options;
  const { makeDemo } = require('../demo/run-demo') as typeof import('../demo/run-demo');
  const { sections, writeDemoReport } = require('../demo/demo-report') as typeof import('../demo/demo-report');
  const demo = makeDemo({ ...options, photos, drifts: shownDrifts(options), signal });
  await output.steps(demo.ingestion, signal);
  const failure = await failureOf(() => goOn(demo, options, context));
  const result = demo.result();
  const reports: WrittenReport[] = [];
  const write = async () => void reports.push(await writeDemoReport(result));
  await output.steps([{ title: 'Report', run: write }], signal);
  const [report] = reports as [WrittenReport];
  if (result.figures.lost > 0 || result.figures.unexpected > 0 || failure) context.foundProblems();
  const { json, html } = report;
  output.result({ ...sections(result), report: { json, html } }, () =>
    [render(result, report, context), ...(failure ? ['', output.colours.red(failure.message)] : [])].join('\n'),
  );
}

/** From photos to a model, and from there to production. */
async function goOn(demo: Demo, options: DemoCommandOptions, { output, signal }: CommandContext): Promise<void> {
  if (!options.training) return;
  await output.steps(demo.training, signal);
  if (!options.release) return;
  await output.steps(demo.release(), signal);
  if (shownDrifts(options).length > 0) await output.steps(demo.loop(), signal);
}

/** A training or a release that found a problem leaves photos and report as they are; anything else ends the demo. */
async function failureOf(work: () => Promise<void>): Promise<WorkFoundProblems | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (error instanceof WorkFoundProblems) return error;
    throw error;
  }
}

const nextOf = (version: number, isReleased: boolean): string[] => [
  `        npx everloop models product-images ${version}  the model card`,
  '        npx everloop trail product-images   the story of this model, with durations',
  ...(isReleased
    ? [
        '        npx everloop endpoints              what serves where',
        '        npx everloop classify <photo>       ask the endpoint about a photo of yours',
        '        npx everloop rollback product-images --why "YOUR REASON"',
        '        npx everloop monitor product-images --window last --report  what the monitor sees',
      ]
    : [`        npx everloop approve product-images ${version} --why "YOUR REASON"`]),
];

const tableLine = ({ name, rows, quarantinedRows }: TableReport): string =>
  `${name}: ${rows} rows, ${rows - quarantinedRows.length} curated, ${quarantinedRows.length} quarantined`;

function render(
  { figures, photoSource, objects, model, release, loop, isFashionMnist }: DemoResult,
  report: WrittenReport,
  { output }: CommandContext,
): string {
  const { trainingText } = require('../demo/training/training-text') as typeof import('../demo/training/training-text');
  const { releaseText } = require('../demo/release/release-text') as typeof import('../demo/release/release-text');
  const { loopText } = require('../demo/loop/loop-text') as typeof import('../demo/loop/loop-text');
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
    ...(model ? ['', trainingText(model, isFashionMnist, output)] : []),
    ...(release ? ['', releaseText(release.figures, output)] : []),
    ...(loop?.closed ?? []).flatMap(closed => ['', loopText(closed, output)]),
    '',
    `Report: file://${report.html}`,
    'Next:   npx everloop quarantine list        what was rejected, and why',
    ...(model ? nextOf(model.figures.version, release !== undefined) : []),
    '        npx everloop upload <folder>        your own photos through the same workflow',
    '        npx everloop down                   stop; `everloop up` goes on where you were',
  ].join('\n');
}
