import fs from 'node:fs/promises';
import { BrokenEnvironment } from '../../local/cloud/errors';

export interface LogFileOptions {
  /** Lines to begin with, counted from the end. */
  readonly lastLines: number;
  readonly follow: boolean;
  readonly signal: AbortSignal;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

const pollMs = 300;
/** Read from the end of the file: 200 lines of 300 bytes fit many times over. */
const tailBytes = 1024 * 1024;

/**
 * The last lines of a file, then with `follow` those that are added, until the signal aborts. A file that was begun
 * anew (the laptop cloud was restarted) is read from its start.
 * @throws BrokenEnvironment when there is no such file
 */
export async function* readLogFile(file: string, options: LogFileOptions): AsyncGenerator<string, void, undefined> {
  const { lastLines, signal, sleep } = options;
  let { size } = await statLog(file);
  const tail = await readFrom(file, Math.max(0, size - tailBytes));
  size = Math.max(0, size - tailBytes) + tail.length;
  const { lines, rest } = splitLines(tail.toString('utf8'));
  yield* lines.slice(-lastLines);
  let partial = rest;
  while (options.follow) {
    try {
      await sleep(pollMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const { size: now } = await statLog(file);
    if (now < size) [size, partial] = [0, ''];
    const added = await readFrom(file, size);
    size += added.length;
    const split = splitLines(partial + added.toString('utf8'));
    yield* split.lines;
    partial = split.rest;
  }
  if (partial !== '') yield partial;
}

async function statLog(file: string) {
  try {
    return await fs.stat(file);
  } catch (error) {
    throw new BrokenEnvironment(
      {
        where: 'everloop logs',
        rule: `log file ${file} must exist`,
        got: 'none',
        remedy: 'start the laptop cloud by `everloop up`',
      },
      error,
    );
  }
}

async function readFrom(file: string, position: number): Promise<Buffer> {
  const handle = await fs.open(file);
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.max(0, size - position));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function splitLines(text: string): { lines: string[]; rest: string } {
  const parts = text.split('\n');
  return { lines: parts.slice(0, -1), rest: parts.at(-1) ?? '' };
}
