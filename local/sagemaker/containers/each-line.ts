import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** CloudWatch Logs takes no longer event; what prints on without a line break is cut there instead of being held. */
const LONGEST_LINE = 256 * 1024;

/** Calls `onLine` for each line of a stream, without its end (`\n`, `\r\n` or `\r`), and for a last one that has none. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  stream.on('data', (chunk: Buffer) => {
    const text = rest + decoder.write(chunk);
    // The line feed of a split `\r\n` may come with the next chunk.
    const held = text.endsWith('\r') ? '\r' : '';
    const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    rest = `${lines.pop() ?? ''}${held}`;
    for (const line of lines) onLine(line);
    for (; rest.length > LONGEST_LINE; rest = rest.slice(LONGEST_LINE)) onLine(rest.slice(0, LONGEST_LINE));
  });
  stream.on('end', () => {
    const last = rest + decoder.end();
    if (last !== '') onLine(last.replace(/\r$/, ''));
  });
}
