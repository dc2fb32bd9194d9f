import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';
import { buildCommand } from './dataset/build';
import { diffCommand } from './dataset/diff';
import { importCommand } from './dataset/import-folder';
import { listCommand } from './dataset/list';
import { showCommand } from './dataset/show';

/** What models are trained and compared on. */
export const command: CommandFactory = context => {
  const dataset = withExamples(
    new Command('dataset').description('Bring data sets in, draw new versions of them, and compare these'),
    'everloop dataset import photos',
    'everloop dataset build',
    'everloop dataset list',
  );
  for (const factory of [importCommand, buildCommand, listCommand, showCommand, diffCommand]) {
    dataset.addCommand(factory(context));
  }
  return dataset;
};
