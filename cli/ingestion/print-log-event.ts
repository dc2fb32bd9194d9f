import type { Output } from '../output/output';
import { describeDetails, type LogEvent, parsedMessage, readLogLine } from './log-line';
import { printable } from './printable';

export interface PrintedLog {
  /** Warnings and errors only. */
  readonly errors?: boolean | undefined;
  /** Details that people know from the context. */
  readonly hidden?: ReadonlySet<string>;
}

const noneHidden: ReadonlySet<string> = new Set();

/** One event as a line: when, how bad, what, details; what the platform writes around every call is left out for people. */
export function printLogEvent(event: LogEvent, { errors, hidden = noneHidden }: PrintedLog, output: Output): void {
  const { level, text, details, isNoise } = readLogLine(event.message);
  if (errors && level !== 'warn' && level !== 'error') return;
  if (isNoise && !output.json) return;
  const time = new Date(event.timestampMs).toISOString();
  const { red, yellow, dim } = output.colours;
  const paint = { error: red, warn: yellow, info: (word: string) => word, debug: dim }[level];
  const shown = Object.fromEntries(Object.entries(details).filter(([name]) => !hidden.has(name)));
  output.line({ time, stream: event.stream, message: parsedMessage(event.message) }, () =>
    [dim(time), paint(level.toUpperCase().padEnd(5)), printable(text), dim(describeDetails(shown))].join(' ').trimEnd(),
  );
}
