import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { withExamples } from '../examples';
import { printable } from '../ingestion/printable';
import type { FileVerdict } from '../ingestion/validate-file';
import type { ValidationTally } from '../ingestion/validation-tally';
import type { Output } from '../output/output';
import { formatBytes } from '../output/quantities';

/** Reasons of one file that a person sees; --json has all. */
const shownReasons = 5;

function describe({ path, verdict, reasons, format, width, height, bytes }: FileVerdict, output: Output): string {
  const { green, red, dim } = output.colours;
  const size = width === null ? '' : ` ${width}x${height}`;
  const facts = dim(`${format ?? 'unknown'}${size} ${formatBytes(bytes)}`);
  const mark = verdict === 'accept' ? green('accept') : red('reject');
  const lines = reasons.slice(0, shownReasons).map(({ code, message }) => `        ${code}: ${printable(message)}`);
  const more = reasons.length > shownReasons ? [`        … and ${reasons.length - shownReasons} more`] : [];
  const remedies = [...new Set(verdict === 'reject' ? reasons.slice(0, shownReasons).map(({ remedy }) => remedy) : [])];
  const help = remedies.map(remedy => dim(`        → ${remedy}`));
  return [`${mark}  ${printable(path)}  ${facts}`, ...lines, ...more, ...help].join('\n');
}

function summarize({ files, accepted, rejected, bytes, byCode }: ValidationTally, seconds: number): string {
  const codes = Object.entries(byCode).map(([code, count]) => `${code} ${count}`);
  const rate = (files / Math.max(seconds, 0.001)).toFixed(0);
  return [
    `${files} files (${formatBytes(bytes)}): ${accepted} accepted, ${rejected} rejected, in ${seconds.toFixed(1)} s (${rate}/s)`,
    ...(codes.length > 0 ? [`reasons: ${codes.join(', ')}`] : []),
  ].join('\n');
}

async function validate(paths: readonly string[], workload: string | undefined, context: CommandContext) {
  const { output, signal } = context;
  const { configuredContracts } = require('../ingestion/contracts') as typeof import('../ingestion/contracts');
  const { validatePaths } = require('../ingestion/validate-paths') as typeof import('../ingestion/validate-paths');
  const { VerdictCounter } = require('../ingestion/validation-tally') as typeof import('../ingestion/validation-tally');
  const { describeSkips } = require('../ingestion/describe-skips') as typeof import('../ingestion/describe-skips');
  const { createSharpDecoder } =
    require('../../lambdas/adapters/sharp-decoder') as typeof import('../../lambdas/adapters/sharp-decoder');
  const { createImageValidator } =
    require('../../lambdas/domain/images/validate-image') as typeof import('../../lambdas/domain/images/validate-image');
  const started = performance.now();
  const counter = new VerdictCounter();
  const onVerdict = (verdict: FileVerdict) => {
    counter.add(verdict);
    output.line(verdict, () => describe(verdict, output));
  };
  const validateImage = createImageValidator({ decode: createSharpDecoder() });
  const contracts = configuredContracts();
  const skipped = await validatePaths({ paths, contracts, workload, validateImage, signal, onVerdict });
  for (const line of describeSkips(skipped)) output.note(line);
  output.note(summarize(counter.tally, (performance.now() - started) / 1000));
  return counter.tally;
}

/** Judges files on this disk as the deployed functions would; needs no cloud. */
export const command: CommandFactory = context =>
  withExamples(
    new Command('validate').description('Say which files would be accepted, and why others not; needs no cloud'),
    'everloop validate photos',
    'everloop validate photos/shoe.jpg traffic.csv --json',
    'everloop validate drop --workload product-images --json',
  )
    .argument('<path...>', 'files, or folders to look into')
    .option('--workload <id>', 'workload whose limits count (default: by extension)')
    .action(async (paths: readonly string[], { workload }: { readonly workload?: string }) => {
      const { rejected } = await validate(paths, workload, context);
      if (rejected > 0) context.foundProblems();
    });
