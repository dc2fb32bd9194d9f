import { Command } from 'commander';
import type { TrailStore } from '../../lambdas/ports/trail-store';
import type { CommandContext, CommandFactory } from '../context';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';

interface Given extends TargetOptions {
  readonly follow?: boolean;
  readonly last: number;
  readonly story?: string;
}

async function show(trail: TrailStore, workload: string, { last, story }: Given, { output }: CommandContext) {
  const { readStories } = require('../trail/read-stories') as typeof import('../trail/read-stories');
  const { storyText } = require('../trail/story-text') as typeof import('../trail/story-text');
  const stories = await readStories(trail, workload, { last, story });
  output.result({ workload, stories }, () => {
    if (stories.length > 0) return stories.map(one => storyText(one, output.colours)).join('\n\n');
    return story === undefined ? `Nothing happened to ${workload} yet.` : `${workload} has no story ${story}.`;
  });
}

/** Moments of several stories may mix: a title is printed whenever the story changes. */
async function follow(trail: TrailStore, workload: string, { last, story }: Given, context: CommandContext) {
  const { followTrail } = require('../trail/follow-trail') as typeof import('../trail/follow-trail');
  const { momentLine, storyTitle } = require('../trail/story-text') as typeof import('../trail/story-text');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { output, signal } = context;
  const { colours } = output;
  let current = '';
  for await (const told of followTrail(trail, workload, {
    choice: { last, story },
    signal,
    sleep: wallClock.sleep,
  })) {
    const { correlationId } = told.story;
    const title = correlationId === current ? [] : [storyTitle(told.story, colours)];
    current = correlationId;
    const value = { ...told.moment, correlationId, state: told.story.state };
    output.line(value, () => [...title, momentLine(told.moment, colours)].join('\n'));
  }
}

/** Tells what happened in a workload's loop. */
export const command: CommandFactory = context =>
  withTarget(
    withExamples(
      new Command('trail').description('Tell the story of a loop: reason, execution, steps, version, decision'),
      'everloop trail product-images',
      'everloop trail product-images --follow',
      'everloop trail product-images --last 5 --json',
      'everloop trail product-images --story person-20261121T160012Z-1a2b3c4d',
    ),
  )
    .argument('<workload>', 'one that is trained')
    .option('--last <n>', 'so many stories, those that began last', wholeNumber(1, 1000), 1)
    .option('--story <correlation-id>', 'this story only')
    .option('--follow', 'go on with what happens, until Ctrl-C')
    .action(async (workload: string, given: Given) => {
      const { requireTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
      requireTrained(workload, 'everloop trail');
      const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
      const { trailOf } = require('../deployment/stores') as typeof import('../deployment/stores');
      const trail = trailOf(await connect(given));
      await (given.follow ? follow : show)(trail, workload, given, context);
    });
