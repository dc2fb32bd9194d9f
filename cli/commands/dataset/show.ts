import { Command } from 'commander';
import type { DatasetManifest } from '../../../lambdas/contracts/dataset-manifest';
import type { ClassBalance } from '../../../lambdas/domain/datasets/class-balance';
import type { CommandContext, CommandFactory } from '../../context';
import type { DatasetOptions } from '../../datasets/dataset-access';
import { withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

interface Shown {
  readonly manifest: DatasetManifest;
  readonly balance: ClassBalance;
  readonly goldenSet: string;
  readonly uri: string;
}

function render({ manifest, balance, goldenSet, uri }: Shown, output: Output): string {
  const { balanceTable } = require('../../datasets/balance-table') as typeof import('../../datasets/balance-table');
  const { bold } = output.colours;
  const { imbalance, bySource } = balance;
  return [
    bold(`Data set ${manifest.id}`),
    `${manifest.workload}, ${manifest.items.length} pictures, golden set ${goldenSet}`,
    '',
    balanceTable(balance, output),
    '',
    table(output, ['source', 'pictures'], Object.entries(bySource)),
    '',
    `Largest class / smallest class in training: ${imbalance === null ? 'a class is empty' : imbalance.toFixed(2)}`,
    `Manifest: ${uri}`,
  ].join('\n');
}

async function show(id: string, given: DatasetOptions, { output }: CommandContext): Promise<void> {
  const { openDatasets, requireDataset } =
    require('../../datasets/dataset-access') as typeof import('../../datasets/dataset-access');
  const { classBalance } =
    require('../../../lambdas/domain/datasets/class-balance') as typeof import('../../../lambdas/domain/datasets/class-balance');
  const { datasetKey } =
    require('../../../lambdas/domain/datasets/dataset-keys') as typeof import('../../../lambdas/domain/datasets/dataset-keys');
  const { goldenId } =
    require('../../../lambdas/domain/datasets/manifest-id') as typeof import('../../../lambdas/domain/datasets/manifest-id');
  const access = await openDatasets(given);
  const manifest = await requireDataset(access, id);
  const balance = classBalance(manifest);
  const goldenSet = goldenId(manifest.items);
  const uri = `s3://${access.buckets.models}/${datasetKey(manifest.workload, manifest.id)}`;
  output.result({ ...manifest, balance, goldenId: goldenSet, uri }, () =>
    render({ manifest, balance, goldenSet, uri }, output),
  );
}

export const showCommand: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('show').description('Show one data set: classes, splits, sources; with --json every picture'),
      'everloop dataset show',
      'everloop dataset show 924ad9957af5 --json',
    ),
  )
    .argument('[id]', 'beginning of its id, or latest', 'latest')
    .option('--workload <id>', 'of which workload (default: the only one that is trained)')
    .action((id: string, given: DatasetOptions) => show(id, given, context));
