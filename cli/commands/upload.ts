import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import type { UploadOptionsGiven, UploadReport } from '../ingestion/upload-run';
import { wholeNumber } from '../ingestion/whole-number';
import type { Output } from '../output/output';
import { formatBytes } from '../output/quantities';
import { table } from '../output/table';

const defaultConcurrency = 16;
const defaultTimeoutSeconds = 600;
/** Failed files that a person sees; --json has all. */
const shownFailures = 10;

function render(report: UploadReport, output: Output): string {
  const { sent, failed, left, bytes, seconds, filesPerSecond, outcomes } = report;
  const total = sent + failed.length + left;
  const { outcomeRows } = require('../ingestion/outcome-counts') as typeof import('../ingestion/outcome-counts');
  const { printable } = require('../ingestion/printable') as typeof import('../ingestion/printable');
  const failures = failed.slice(0, shownFailures).map(({ path, error }) => `  ${printable(path)}: ${printable(error)}`);
  const more = failed.length > shownFailures ? [`  … and ${failed.length - shownFailures} more`] : [];
  return [
    `Sent ${sent} of ${total} files (${formatBytes(bytes)}) in ${seconds.toFixed(1)} s (${filesPerSecond}/s) to ${report.bucket}`,
    ...(failed.length > 0 ? [output.colours.red(`Not sent: ${failed.length}`), ...failures, ...more] : []),
    ...(outcomes ? ['', table(output, ['outcome', 'reason', 'objects'], outcomeRows(outcomes))] : []),
    ...nextSteps(report),
  ].join('\n');
}

function nextSteps({ outcomes, left }: UploadReport): string[] {
  if (left > 0) return [`Interrupted: ${left} files were not sent. The same command sends them.`];
  if (!outcomes) return ['Verdicts: everloop upload --wait, or everloop quarantine list'];
  const { rejected = 0, pending = 0 } = outcomes.byOutcome;
  return [
    ...(rejected > 0 ? ['Why they were rejected: everloop quarantine list'] : []),
    ...(pending > 0 ? ['Still pending: everloop redrive --list, everloop logs validate --errors'] : []),
  ];
}

interface Given extends TargetOptions, UploadOptionsGiven {}

async function upload(paths: readonly string[], given: Given, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  if (given.class !== undefined && given.byFolder) {
    throw new WrongUse(
      'everloop upload: labels must come from one place, got --class and --by-folder; give one of them',
    );
  }
  const { runUpload } = require('../ingestion/upload-run') as typeof import('../ingestion/upload-run');
  const report = await runUpload(paths, given, context);
  output.result(report, () => render(report, output));
  signal.throwIfAborted();
  const { rejected = 0, pending = 0 } = report.outcomes?.byOutcome ?? {};
  if (report.failed.length + rejected + pending > 0) context.foundProblems();
}

/** Sends files to the intake bucket. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('upload').description('Send files to the intake bucket, where they are validated'),
      'everloop upload photos --wait',
      'everloop upload shoes --class footwear --prefix spring-2026',
      'everloop upload training-set --by-folder',
      'everloop upload traffic.csv --environment dev --profile my-profile',
    ),
  )
    .argument('<path...>', 'files, or folders to send with all that is in them; hidden files stay')
    .option('--workload <id>', 'workload they are for (default: by extension)')
    .option('--class <name>', 'send them as labelled examples of this class')
    .option('--by-folder', 'send them as labelled examples: sub-folders are named by classes')
    .option('--prefix <text>', 'put before each relative path in the key')
    .option('--concurrency <n>', 'uploads under way at a time', wholeNumber(1, 256), defaultConcurrency)
    .option('--wait', 'wait for the verdicts; ends with 1 when something was rejected')
    .option('--timeout <seconds>', 'how long --wait waits', wholeNumber(1, 86_400), defaultTimeoutSeconds)
    .action((paths: readonly string[], given: Given) => upload(paths, given, context));
