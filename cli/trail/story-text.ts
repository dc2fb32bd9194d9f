import { pipelineJobPrefix } from '../../lambdas/contracts/loop-events';
import type { Moment, Story, StoryState } from '../../lambdas/domain/trail/stories';
import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { formatSeconds } from '../output/quantities';

type Colours = Output['colours'];

/** 1234 -> "1.2 s"; from ten seconds on whole ones. */
export const formatDuration = (milliseconds: number): string =>
  milliseconds < 9950 ? `${(milliseconds / 1000).toFixed(1)} s` : formatSeconds(milliseconds / 1000);

const paints: Readonly<Record<StoryState, keyof Colours & ('green' | 'red' | 'yellow' | 'cyan')>> = {
  running: 'cyan',
  'waits for approval': 'yellow',
  approved: 'green',
  'on its way to production': 'cyan',
  'in production': 'green',
  'release failed': 'red',
  'rolled back': 'yellow',
  succeeded: 'green',
  rejected: 'red',
  failed: 'red',
  stopped: 'yellow',
  'not started': 'red',
  refused: 'yellow',
  noted: 'cyan',
};

/** Name, state, begin and length of a story, on one line. */
export function storyTitle({ correlationId, state, startedAt, durationMs }: Story, colours: Colours): string {
  const begin = startedAt.slice(0, 19).replace('T', ' ');
  return `${colours.bold(printable(correlationId))}  ${colours[paints[state]](state)}  ${begin} UTC, ${formatDuration(durationMs)}`;
}

/** One moment on one line: when, what, its new state, how long it took, why. */
export function momentLine(moment: Moment, colours: Colours): string {
  const { sinceStartMs, status, tookMs, why, by } = moment;
  const reason = [why, by === undefined ? undefined : `(${by})`].filter(text => text !== undefined).join(' ');
  const failed = /^(Failed|Rejected|Stopped)$/.test(status);
  const parts = [
    colours.dim(`+${formatDuration(sinceStartMs)}`.padEnd(14)),
    nameOf(moment).padEnd(16),
    (failed ? colours.red : (text: string) => text)(status.padEnd(22)),
    (tookMs === undefined ? '' : formatDuration(tookMs)).padEnd(10),
    reason === '' ? '' : colours.dim(printable(reason)),
  ];
  return `  ${parts.join('  ')}`.trimEnd();
}

const besides: ReadonlySet<string> = new Set(['alarm', 'refusal', 'escalation']);

/** A job's name holds its step's: `pipelines-<execution>-<step>-<random>`. */
function nameOf({ kind, subject }: Moment): string {
  if (kind === 'version') return `version ${subject}`;
  if (kind === 'dataset') return 'data set';
  // What comes before it is the name of the loop, which the reader asked for.
  if (besides.has(kind)) return printable(subject.split('-retrain-').at(-1) ?? subject);
  if (kind !== 'job') return printable(subject);
  return `${subject.startsWith(pipelineJobPrefix) ? (subject.split('-')[2] ?? subject) : printable(subject)} job`;
}

export const storyText = (story: Story, colours: Colours): string =>
  [storyTitle(story, colours), ...story.moments.map(moment => momentLine(moment, colours))].join('\n');
