import { Command } from 'commander';
import type { ItemChange, ManifestDiff } from '../../../lambdas/domain/datasets/diff-manifests';
import type { CommandContext, CommandFactory } from '../../context';
import type { DatasetOptions } from '../../datasets/dataset-access';
import { withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

/** Changes that a person sees; --json has all. */
const shownChanges = 20;

function describe(change: ItemChange): [string, string, string] {
  const { printable } = require('../../ingestion/printable') as typeof import('../../ingestion/printable');
  const { kind, item } = change;
  const now = kind === 'relabelled' ? item.label : item.split;
  const what = 'from' in change ? `${change.from} → ${now}` : `${item.label}, ${item.split}`;
  return [kind, what, printable(item.path)];
}

function render({ from, to, changes, counts, sameGoldenSet, balance }: ManifestDiff, output: Output): string {
  const { shortId } = require('../../datasets/balance-table') as typeof import('../../datasets/balance-table');
  const rows = balance.to.classes.map(({ label, counts: now }) => {
    const before = balance.from.classes.find(one => one.label === label)?.counts;
    return [label, before?.train ?? 0, now.train, before?.golden ?? 0, now.golden];
  });
  const more = changes.length > shownChanges ? [`… and ${changes.length - shownChanges} more`] : [];
  return [
    `${shortId(from)} → ${shortId(to)}: ${counts.added} added, ${counts.removed} removed, ${counts.relabelled} relabelled, ${counts.moved} moved`,
    sameGoldenSet
      ? 'The golden set is the same: figures of models of both compare.'
      : output.colours.yellow('The golden set is another: figures of models of the two do not compare.'),
    table(output, ['class', 'train before', 'train', 'golden before', 'golden'], rows),
    ...(changes.length > 0
      ? ['', table(output, ['change', 'what', 'key'], changes.slice(0, shownChanges).map(describe))]
      : []),
    ...more,
  ].join('\n');
}

async function diff(
  { from, to }: { readonly from: string; readonly to: string },
  given: DatasetOptions,
  { output }: CommandContext,
): Promise<void> {
  const { openDatasets, requireDataset } =
    require('../../datasets/dataset-access') as typeof import('../../datasets/dataset-access');
  const { diffManifests } =
    require('../../../lambdas/domain/datasets/diff-manifests') as typeof import('../../../lambdas/domain/datasets/diff-manifests');
  const access = await openDatasets(given);
  const found = diffManifests(await requireDataset(access, from), await requireDataset(access, to));
  output.result(found, () => render(found, output));
}

export const diffCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('diff').description('Show what turned one data set into another'),
      'everloop dataset diff 924ad9957af5',
      'everloop dataset diff 924ad9957af5 1f0c22e8a730 --json',
    ),
  )
    .argument('<from>', 'beginning of the older id')
    .argument('[to]', 'beginning of the newer id, or latest', 'latest')
    .option('--workload <id>', 'of which workload (default: the only one that is trained)')
    .action((from: string, to: string, given: DatasetOptions) => diff({ from, to }, given, context));
