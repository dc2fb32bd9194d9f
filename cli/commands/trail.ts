import { Command } from 'commander';
import type { Story } from '../../lambdas/domain/trail/stories';
import type { CommandContext, CommandFactory } from '../context';
import type { Connection } from '../deployment/connect';
import { type TargetOptions, withTarget } from '../deployment/target-options';
import { WrongUse } from '../errors';
import { withExamples } from '../examples';
import { wholeNumber } from '../ingestion/whole-number';
import type { StoryEvidence } from '../trail/story-evidence';

interface Given extends TargetOptions {
  readonly follow?: boolean;
  readonly html?: string | true;
  readonly last: number;
  readonly story?: string;
}

/** What shows whether a story did any good is read where it is shown: for machines and for the page, of one story. */
async function show(workload: string, given: Given, context: CommandContext, connection: Connection) {
  const { readStories } = require('../trail/read-stories') as typeof import('../trail/read-stories');
  const { storyText } = require('../trail/story-text') as typeof import('../trail/story-text');
  const { output } = context;
  const { last, story } = given;
  const { trailOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const stories = await readStories(trailOf(connection), workload, { last, story });
  const [only, ...others] = stories;
  const isAsked = only !== undefined && others.length === 0 && (output.json || given.html !== undefined);
  const evidence = isAsked ? await evidenceOf(only, connection) : null;
  output.result({ workload, stories, evidence }, () => {
    if (stories.length > 0) return stories.map(one => storyText(one, output.colours)).join('\n\n');
    return story === undefined ? `Nothing happened to ${workload} yet.` : `${workload} has no story ${story}.`;
  });
  if (only && evidence && given.html !== undefined) {
    const { writeTrailPage } = require('../trail/write-trail-page') as typeof import('../trail/write-trail-page');
    const path = given.html === true ? undefined : given.html;
    output.note(`Page: ${writeTrailPage({ story: only, evidence }, { path, now: new Date() })}`);
  }
}

async function evidenceOf(story: Story, connection: Connection): Promise<StoryEvidence> {
  const { evidenceSourceOf } = require('../trail/trail-access') as typeof import('../trail/trail-access');
  const { storyEvidence } = require('../trail/story-evidence') as typeof import('../trail/story-evidence');
  return storyEvidence(story, evidenceSourceOf(connection, story.workload));
}

function requireOneStory({ html, follow: goesOn, last, story }: Given): void {
  if (html === undefined || (!goesOn && (last === 1 || story !== undefined))) return;
  const got = goesOn ? '--follow' : `--last ${last}`;
  throw new WrongUse(`everloop trail: --html must be of one story that is told so far, got ${got}; leave it out`);
}

/** Moments of several stories may mix: a title is printed whenever the story changes. */
async function follow(workload: string, { last, story }: Given, context: CommandContext, connection: Connection) {
  const { trailOf } = require('../deployment/stores') as typeof import('../deployment/stores');
  const { followTrail } = require('../trail/follow-trail') as typeof import('../trail/follow-trail');
  const { momentLine, storyTitle } = require('../trail/story-text') as typeof import('../trail/story-text');
  const { wallClock } = require('../ingestion/wait-for-outcomes') as typeof import('../ingestion/wait-for-outcomes');
  const { output, signal } = context;
  const { colours } = output;
  let current = '';
  for await (const told of followTrail(trailOf(connection), workload, {
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
      new Command('trail').description(
        'Tell the story of a loop: alarm, refusals, execution, version, approvals, release, recovery',
      ),
      'everloop trail product-images',
      'everloop trail product-images --follow',
      'everloop trail product-images --last 5 --json',
      'everloop trail product-images --html trail.html',
      'everloop trail product-images --story person-20261121T160012Z-1a2b3c4d',
    ),
  )
    .argument('<workload>', 'one that is trained')
    .option('--last <n>', 'so many stories, those that began last', wholeNumber(1, 1000), 1)
    .option('--story <correlation-id>', 'this story only')
    .option('--follow', 'go on with what happens, until Ctrl-C')
    .option(
      '--html [file]',
      'write a page too: timeline, recall before and after (default: .everloop/reports/trail-<workload>.html)',
    )
    .action(async (workload: string, given: Given) => {
      const { requireTrained } = require('../training/require-trained') as typeof import('../training/require-trained');
      requireTrained(workload, 'everloop trail');
      requireOneStory(given);
      const { connect } = require('../deployment/connect') as typeof import('../deployment/connect');
      await (given.follow ? follow : show)(workload, given, context, await connect(given));
    });
