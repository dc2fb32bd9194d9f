import { pipelineJobPrefix } from '../../lambdas/contracts/loop-events';
import type { Moment, Story, StoryState } from '../../lambdas/domain/trail/stories';
import type { StoryAlarm } from '../../lambdas/domain/trail/story-alarms';
import { printable } from '../ingestion/printable';
import type { Output } from '../output/output';
import { formatSeconds } from '../output/quantities';
import { shortAlarm } from './short-alarm';

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

const widest = 100;
const whyIndent = 18;
/** Where the reason begins: 2 + 14 + 2 + 16 + 2 + 22 + 2 + 10 + 2. */
const whyColumn = 72;

/** Cut between words, so that no line is wider than a terminal usually is; a word that is longer stays whole. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= widest - whyIndent)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** One moment on one line: when, what, its new state, how long it took, why; a long reason goes below it. */
export function momentLine(moment: Moment, colours: Colours): string {
  const { sinceStartMs, status, tookMs, why, by } = moment;
  const reason = [why, by === undefined ? undefined : `(${by})`].filter(text => text !== undefined).join(' ');
  const failed = /^(Failed|Rejected|Stopped)$/.test(status);
  const parts = [
    colours.dim(`+${formatDuration(sinceStartMs)}`.padEnd(14)),
    nameOf(moment).padEnd(16),
    (failed ? colours.red : (text: string) => text)(status.padEnd(22)),
    (tookMs === undefined ? '' : formatDuration(tookMs)).padEnd(10),
  ];
  const said = printable(reason);
  const line = `  ${parts.join('  ')}`;
  if (said.length <= widest - whyColumn) return `${line}  ${colours.dim(said)}`.trimEnd();
  const below = wrapped(said).map(one => `${' '.repeat(whyIndent)}${colours.dim(one)}`);
  return [line.trimEnd(), ...below].join('\n');
}

const besides: ReadonlySet<string> = new Set(['alarm', 'recovery', 'refusal', 'escalation']);

/** A job's name holds its step's: `pipelines-<execution>-<step>-<random>`. */
function nameOf({ kind, subject }: Moment): string {
  if (kind === 'version') return `version ${subject}`;
  if (kind === 'coordinator') return 'coordinator';
  if (kind === 'verdict') return 'gate';
  if (kind === 'dataset') return `data ${printable(subject.slice(0, 11))}`;
  if (besides.has(kind)) return printable(shortAlarm(subject));
  if (kind !== 'job') return printable(subject);
  return `${subject.startsWith(pipelineJobPrefix) ? (subject.split('-')[2] ?? subject) : printable(subject)} job`;
}

export const storyText = (story: Story, colours: Colours): string =>
  [
    storyTitle(story, colours),
    ...story.moments.map((moment, index) => momentLine(once(moment, story.moments[index - 1]), colours)),
    ...story.alarms.flatMap(alarm => (alarm.outcome === 'recovered' ? [] : [`  ${alarmLine(alarm)}`])),
  ].join('\n');

/** Coordinator and training have the same reason: it is told once. */
function once(moment: Moment, before: Moment | undefined): Moment {
  if (moment.why === undefined || before?.why !== moment.why) return moment;
  const { why: _, ...short } = moment;
  return short;
}

const time = (at: string): string => at.slice(0, 19).replace('T', ' ');

/** What the moments do not say of an alarm: that it stays, or that its calm is owed to no release. */
function alarmLine({ name, outcome, raisedAt, clearedAt, healing }: StoryAlarm): string {
  const alarm = printable(shortAlarm(name));
  if (clearedAt !== null)
    return `${alarm} was calm again at ${time(clearedAt)} UTC, and no release of this story did it`;
  const since = `${alarm} is in ALARM since ${time(raisedAt)} UTC`;
  if (outcome !== 'stays' || healing === null) return since;
  return `${since},\n  although ${healing.release} is in production since ${time(healing.servedAt)} UTC`;
}
