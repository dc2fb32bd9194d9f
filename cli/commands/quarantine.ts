import { Command } from 'commander';
import type { CommandFactory } from '../context';
import { withExamples } from '../examples';
import { listCommand } from './quarantine/list';
import { releaseCommand } from './quarantine/release';
import { reprocessCommand } from './quarantine/reprocess';
import { showCommand } from './quarantine/show';

/** What was rejected, why, and what a person does about it. */
export const command: CommandFactory = context => {
  const quarantine = withExamples(
    new Command('quarantine').description('Look into quarantine, and let objects out of it'),
    'everloop quarantine list',
    'everloop quarantine show incoming/product-images/shoe.jpg',
  );
  for (const factory of [listCommand, showCommand, releaseCommand, reprocessCommand]) {
    quarantine.addCommand(factory(context));
  }
  return quarantine;
};
