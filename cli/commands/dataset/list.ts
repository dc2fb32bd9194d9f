import { Command } from 'commander';
import type { SplitCounts } from '../../../lambdas/domain/datasets/class-balance';
import type { CommandContext, CommandFactory } from '../../context';
import type { DatasetOptions } from '../../datasets/dataset-access';
import { withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import { wholeNumber } from '../../ingestion/whole-number';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

interface Given extends DatasetOptions {
  readonly limit: number;
}

interface Listed {
  readonly id: string;
  readonly builtAt: Date;
  readonly total: SplitCounts;
  readonly goldenId: string;
}

const defaultLimit = 20;

function render(listed: readonly Listed[], more: number, output: Output): string {
  const { shortId } = require('../../datasets/balance-table') as typeof import('../../datasets/balance-table');
  if (listed.length === 0) return 'No data set was built yet: everloop dataset build';
  const rows = listed.map(({ id, builtAt, total, goldenId }) => [
    shortId(id),
    builtAt.toISOString().slice(0, 19),
    total.train,
    total.validation,
    total.drift,
    total.golden,
    shortId(goldenId),
  ]);
  const head = ['data set', 'built (UTC)', 'train', 'validation', 'drift', 'golden', 'golden set'];
  const note = more > 0 ? [output.colours.dim(`${more} older ones; more with --limit.`)] : [];
  return [table(output, head, rows), ...note].join('\n');
}

async function list(given: Given, { output, signal }: CommandContext): Promise<void> {
  const { openDatasets } = require('../../datasets/dataset-access') as typeof import('../../datasets/dataset-access');
  const { classBalance } =
    require('../../../lambdas/domain/datasets/class-balance') as typeof import('../../../lambdas/domain/datasets/class-balance');
  const { goldenId } =
    require('../../../lambdas/domain/datasets/manifest-id') as typeof import('../../../lambdas/domain/datasets/manifest-id');
  const { store, workload } = await openDatasets(given);
  const stored = await store.list(workload);
  const listed: Listed[] = [];
  for (const { id, builtAt } of stored.slice(0, given.limit)) {
    signal.throwIfAborted();
    const manifest = await store.read(workload, id);
    if (!manifest) continue;
    listed.push({ id, builtAt, total: classBalance(manifest).total, goldenId: goldenId(manifest.items) });
  }
  output.result(listed, () => render(listed, stored.length - listed.length, output));
}

export const listCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('list').description('List the data sets that were drawn, newest first'),
      'everloop dataset list',
      'everloop dataset list --limit 5 --json',
    ),
  )
    .option('--workload <id>', 'of which workload (default: the only one that is trained)')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 10_000), defaultLimit)
    .action((given: Given) => list(given, context));
