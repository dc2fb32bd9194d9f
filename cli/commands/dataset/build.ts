import { Command } from 'commander';
import type { BuildDatasetResult } from '../../../lambdas/handlers/training/build-dataset';
import type { CommandContext, CommandFactory } from '../../context';
import type { DatasetOptions } from '../../datasets/dataset-access';
import { type DriftOptions, driftWindow, withDriftWindow } from '../../datasets/drift-window';
import { withTarget } from '../../deployment/target-options';
import { withExamples } from '../../examples';
import type { Output } from '../../output/output';
import { table } from '../../output/table';

type Given = DatasetOptions & DriftOptions;

function render({ manifest, stored, balance, excluded, faults }: BuildDatasetResult, output: Output): string {
  const { balanceTable } = require('../../datasets/balance-table') as typeof import('../../datasets/balance-table');
  const { red, yellow, green, dim } = output.colours;
  const byCode = new Map<string, number>();
  for (const { code } of excluded) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  const said = { written: green('built'), known: 'known already', refused: red('not stored') }[stored];
  return [
    `${said}: data set ${manifest.id} of ${manifest.workload}, ${manifest.items.length} pictures`,
    balanceTable(balance, output),
    ...(byCode.size > 0 ? ['', table(output, ['left out because', 'pictures'], [...byCode])] : []),
    ...faults.flatMap(({ level, code, message, remedy }) => [
      `${level === 'error' ? red(code) : yellow(code)}: ${message}`,
      dim(`  → ${remedy}`),
    ]),
  ].join('\n');
}

async function build(given: Given, context: CommandContext): Promise<void> {
  const { openDatasets } = require('../../datasets/dataset-access') as typeof import('../../datasets/dataset-access');
  const { buildDataset } =
    require('../../../lambdas/handlers/training/build-dataset') as typeof import('../../../lambdas/handlers/training/build-dataset');
  const { output, signal } = context;
  const drift = driftWindow(given, 'everloop dataset build');
  const access = await openDatasets(given);
  const { workload, plan } = access;
  const request = { workload, classes: plan.classes, policy: plan.dataset, ...drift };
  let result: BuildDatasetResult | undefined;
  const run = async () => {
    result = await buildDataset(request, access);
  };
  await output.steps([{ title: `Drawing a data set of ${workload}`, run }], signal);
  const built = result as BuildDatasetResult;
  const { manifest, features: _, ...rest } = built;
  const { id, classes } = manifest;
  output.result({ id, workload, classes, items: manifest.items.length, ...rest }, () => render(built, output));
  if (built.stored === 'refused') context.foundProblems();
}

export const buildCommand: CommandFactory = context =>
  withDriftWindow(
    withTarget(
      withExamples(
        new Command('build').description(
          'Draw a data set from all that is curated; the same examples give the same one',
        ),
        'everloop dataset build',
        'everloop dataset build --drift-from 2026-03-01 --drift-to 2026-03-07 --json',
      ),
    ),
  )
    .option('--workload <id>', 'of which workload (default: the only one that is trained)')
    .action((given: Given) => build(given, context));
