import { Command } from 'commander';
import type { CommandContext, CommandFactory } from '../../context';
import type { ImportOptions, ImportReport } from '../../datasets/import-run';
import { withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import { wholeNumber } from '../../ingestion/whole-number';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

const defaultConcurrency = 32;
/** Rejected files that a person sees; --json has all. */
const shownRejections = 10;

function render(report: ImportReport, output: Output): string {
  const { printable } = require('../../ingestion/printable') as typeof import('../../ingestion/printable');
  const { accepted, rejected, sent, known, kind, bucket, seconds, perClass } = report;
  const set = kind === 'golden' ? 'golden set' : 'data set';
  const rejections = rejected
    .slice(0, shownRejections)
    .map(({ path, reasons }) => `  ${printable(path)}: ${reasons.map(({ code }) => code).join(', ')}`);
  const more = rejected.length > shownRejections ? [`  … and ${rejected.length - shownRejections} more`] : [];
  const next =
    kind === 'golden' ? 'everloop dataset build' : 'everloop dataset import <dir> --golden, everloop dataset build';
  return [
    `Imported a ${set} of ${accepted} pictures into ${bucket}: ${sent} sent, ${known} known; judged in ${seconds.judging} s, sent in ${seconds.sending} s`,
    ...(accepted > 0 ? [table(output, ['class', 'pictures'], Object.entries(perClass))] : []),
    ...(rejected.length > 0 ? [output.colours.red(`Rejected: ${rejected.length}`), ...rejections, ...more] : []),
    ...(accepted > 0 ? [`Next: ${next}`] : []),
  ].join('\n');
}

async function importFolder(folder: string, given: ImportOptions, context: CommandContext): Promise<void> {
  const { runImport } = require('../../datasets/import-run') as typeof import('../../datasets/import-run');
  const report = await runImport(folder, given, context);
  context.output.result(report, () => render(report, context.output));
  if (report.rejected.length > 0) context.foundProblems();
}

export const importCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('import').description(
        'Bring in a whole data set at once: a folder with one folder of pictures per class',
      ),
      'everloop dataset import fashion/train',
      'everloop dataset import fashion/test --golden',
    ),
  )
    .argument('<dir>', 'folder whose sub-folders are named by classes')
    .option('--golden', 'as the golden set: models are compared on it, and nothing ever trains on it')
    .option('--replace', 'with --golden: instead of the golden set that is there')
    .option('--workload <id>', 'workload they are for (default: the only one that is trained)')
    .option('--concurrency <n>', 'uploads under way at a time', wholeNumber(1, 256), defaultConcurrency)
    .action((folder: string, given: ImportOptions) => importFolder(folder, given, context));
