import { exampleSources } from '../../contracts/dataset-manifest';
import type { Example } from './example';
import { draw } from './split-of';

/**
 * Training examples of which feedback makes up at most `share` of each class: all others, and the feedback with the lowest
 * draws, so that what is in stays in while other examples are added.
 */
export function withinFeedbackQuota(examples: readonly Example[], share: number): ReadonlySet<Example> {
  const byClass = new Map<string, Example[]>();
  for (const example of examples) {
    const known = byClass.get(example.label);
    if (known) known.push(example);
    else byClass.set(example.label, [example]);
  }
  return new Set([...byClass.values()].flatMap(own => withinClass(own, share)));
}

function withinClass(examples: readonly Example[], share: number): Example[] {
  const isFeedback = ({ source }: Example) => source === exampleSources.feedback;
  const others = examples.filter(example => !isFeedback(example));
  // f / (f + others) <= share
  const most = share === 1 ? examples.length : Math.floor((share * others.length) / (1 - share));
  const feedback = examples
    .filter(isFeedback)
    .map(example => ({ example, at: draw('feedback', example) }))
    .sort((one, other) => one.at - other.at || (one.example.path < other.example.path ? -1 : 1));
  return [...others, ...feedback.slice(0, most).map(({ example }) => example)];
}
